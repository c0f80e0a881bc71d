using System.Formats.Asn1;
using System.Security.Cryptography;

namespace MLSecOps.Linux.Tokens;

/// <summary>An RSA key on a token, for PKCS#1 v1.5. The mechanism CKM_RSA_PKCS pads; the DigestInfo is ours to make (RFC 8017, section 9.2).</summary>
internal sealed class TokenRsa(TokenKey token, RSA certified) : RSA
{
    public override int KeySize => certified.KeySize;

    public override KeySizes[] LegalKeySizes => [new KeySizes(certified.KeySize, certified.KeySize, 0)];

    public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)
    {
        if (padding != RSASignaturePadding.Pkcs1)
        {
            throw new CryptographicException("Keys on tokens sign with PKCS#1 v1.5 only.");
        }

        byte[] signature = token.Sign(Pkcs11Constants.RsaPkcs1, DigestInfo(hash, hashAlgorithm), (certified.KeySize + 7) / 8);
        return certified.VerifyHash(hash, signature, hashAlgorithm, padding)
            ? signature
            : throw new TokenException(TokenProblem.WrongKey, "what the token signed does not verify with the certificate's public key");
    }

    public override bool VerifyHash(byte[] hash, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding) =>
        certified.VerifyHash(hash, signature, hashAlgorithm, padding);

    public override RSAParameters ExportParameters(bool includePrivateParameters) => includePrivateParameters
        ? throw new CryptographicException("The key stays on its token.")
        : certified.ExportParameters(false);

    public override void ImportParameters(RSAParameters parameters) => throw new CryptographicException("The key stays on its token.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            certified.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] DigestInfo(byte[] hash, HashAlgorithmName algorithm)
    {
        string oid = algorithm.Name switch
        {
            "SHA256" => "2.16.840.1.101.3.4.2.1",
            "SHA384" => "2.16.840.1.101.3.4.2.2",
            "SHA512" => "2.16.840.1.101.3.4.2.3",
            _ => throw new CryptographicException("Digests are SHA-256, SHA-384 or SHA-512."),
        };
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(oid);
                writer.WriteNull();
            }

            writer.WriteOctetString(hash);
        }

        return writer.Encode();
    }
}
