using System.Security.Cryptography;
using System.Text;

using MLSecOps.Formats.Tpm;

namespace MLSecOps.Trust.Tpm;

/// <summary>TPM2_MakeCredential without a TPM (TPM 2.0 Library, Part 1, 24 and annexes B.10 and C.6): seals a secret to an endorsement key and to the name of another key of the same TPM.</summary>
public static class CredentialSealer
{
    /// <summary>Random bytes that sealing takes.</summary>
    public const int EntropyBytes = 64;

    /// <summary>The most bytes of a secret: a digest of the name algorithm.</summary>
    public const int MostSecretBytes = 32;

    private const string Purpose = "IDENTITY";
    private const int Half = EntropyBytes / 2;
    private const int AesBytes = 16;

    /// <summary>Seals a secret.</summary>
    /// <param name="endorsement">The endorsement key, P-256 or RSA.</param>
    /// <param name="name">Name of the key that the TPM must have as well.</param>
    /// <param name="secret">At most 32 bytes.</param>
    /// <param name="ephemeral">A P-256 key pair made for this call; unused for RSA.</param>
    /// <param name="entropy">64 random bytes made for this call; unused for P-256.</param>
    /// <returns>Null when the endorsement key is no point of its curve.</returns>
    /// <exception cref="ArgumentException">A secret or entropy of another length, or a key that is no endorsement key; a programming error.</exception>
    public static SealedCredential? Seal(TpmPublic endorsement, ReadOnlySpan<byte> name, ReadOnlySpan<byte> secret, ECDiffieHellman ephemeral, ReadOnlySpan<byte> entropy)
    {
        if (secret.Length > MostSecretBytes || entropy.Length != EntropyBytes || endorsement.Kind is not (TpmKeyKind.EccStorage or TpmKeyKind.RsaStorage))
        {
            throw new ArgumentException("A secret of at most 32 bytes, 64 bytes of entropy and an endorsement key are needed.");
        }

        byte[] seed, sealedSeed;
        if (endorsement.Kind == TpmKeyKind.RsaStorage)
        {
            seed = entropy[..Half].ToArray();
            sealedSeed = RsaOaep.Encrypt(endorsement.Modulus.Span, seed, Encoding.ASCII.GetBytes(Purpose + '\0'), entropy[Half..]);
        }
        else if (Agree(endorsement, ephemeral) is { } shared)
        {
            ECPoint point = ephemeral.ExportParameters(false).Q;
            seed = TpmKeyDerivation.Kdfe(shared, Purpose, point.X, endorsement.X.Span);
            sealedSeed = new TpmWriter().Sized(point.X).Sized(point.Y).ToArray();
        }
        else
        {
            return null;
        }

        byte[] identity = Encrypt(TpmKeyDerivation.Kdfa(seed, "STORAGE", name, AesBytes), new TpmWriter().Sized(secret).ToArray());
        byte[] integrity = HMACSHA256.HashData(TpmKeyDerivation.Kdfa(seed, "INTEGRITY", [], HMACSHA256.HashSizeInBytes), (byte[])[.. identity, .. name]);
        return new SealedCredential(
            new TpmWriter().Sized(new TpmWriter().Sized(integrity).Bytes(identity).ToArray()).ToArray(),
            new TpmWriter().Sized(sealedSeed).ToArray());
    }

    private static byte[]? Agree(TpmPublic endorsement, ECDiffieHellman ephemeral)
    {
        using ECDiffieHellman other = ECDiffieHellman.Create();
        try
        {
            other.ImportSubjectPublicKeyInfo(endorsement.SubjectPublicKeyInfo(), out _);
            return ephemeral.DeriveRawSecretAgreement(other.PublicKey);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    // AES-128 in CFB mode with a zero vector. The platform wants whole blocks; what follows the text does not change what stands before.
    private static byte[] Encrypt(byte[] key, byte[] text)
    {
        using Aes aes = Aes.Create();
        aes.Key = key;
        byte[] whole = new byte[(text.Length + AesBytes - 1) / AesBytes * AesBytes];
        text.CopyTo(whole, 0);
        return aes.EncryptCfb(whole, new byte[AesBytes], PaddingMode.None, AesBytes * 8)[..text.Length];
    }
}
