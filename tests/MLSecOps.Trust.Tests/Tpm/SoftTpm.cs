using System.Security.Cryptography;

using MLSecOps.Core.Digests;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.Formats.Tpm;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Trust.Tests.Tpm;

/// <summary>What a TPM would say, from a key in software: honest unless a test makes it otherwise. Real ones are asked in <c>SwtpmTests</c>.</summary>
internal sealed class SoftTpm : IDisposable
{
    public const TpmObjectAttributes Restricted =
        TpmObjectAttributes.FixedTpm | TpmObjectAttributes.FixedParent | TpmObjectAttributes.SensitiveDataOrigin | TpmObjectAttributes.UserWithAuth | TpmObjectAttributes.Restricted | TpmObjectAttributes.Sign;

    private const TpmObjectAttributes EndorsementAttributes =
        TpmObjectAttributes.FixedTpm | TpmObjectAttributes.FixedParent | TpmObjectAttributes.SensitiveDataOrigin | TpmObjectAttributes.AdminWithPolicy | TpmObjectAttributes.Restricted | TpmObjectAttributes.Decrypt;

    public SoftTpm(TpmObjectAttributes attributes = Restricted)
    {
        Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        ECPoint point = Key.ExportParameters(false).Q;
        Encoded = TpmPublic.Encode(TpmKeyKind.EccSigning, attributes, [], point.X, point.Y);
    }

    public ECDsa Key { get; }

    /// <summary>The endorsement key; several attestation keys may share one.</summary>
    public ECDiffieHellman Endorsement { get; init; } = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>TPMT_PUBLIC of the endorsement key.</summary>
    public byte[] EncodedEndorsement
    {
        get
        {
            ECPoint point = Endorsement.ExportParameters(false).Q;
            return TpmPublic.Encode(TpmKeyKind.EccStorage, EndorsementAttributes, SHA256.HashData("policy"u8), point.X, point.Y);
        }
    }

    /// <summary>SHA-256 of it.</summary>
    public Sha256Digest NameOfEndorsement => Sha256Digest.Of(EncodedEndorsement);

    /// <summary>TPM2_ActivateCredential; null when it was sealed to other keys.</summary>
    /// <param name="idObject">TPM2B_ID_OBJECT.</param>
    /// <param name="encryptedSecret">TPM2B_ENCRYPTED_SECRET.</param>
    public byte[]? Open(byte[] idObject, byte[] encryptedSecret)
    {
        TpmReader secret = new(encryptedSecret.AsMemory(2)), sealedPart = new(idObject.AsMemory(2));
        ECPoint point = new() { X = secret.Sized(32, "x").ToArray(), Y = secret.Sized(32, "y").ToArray() };
        using ECDiffieHellman other = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = point });
        byte[] seed = SHA256.HashData([0, 0, 0, 1, .. Endorsement.DeriveRawSecretAgreement(other.PublicKey), .. "IDENTITY\0"u8, .. point.X, .. Endorsement.ExportParameters(false).Q.X!]);
        byte[] integrity = sealedPart.Sized(32, "integrity").ToArray(), identity = sealedPart.Take(sealedPart.Remaining, "identity").ToArray();
        if (!HMACSHA256.HashData(Derive(seed, "INTEGRITY", [], 32), (byte[])[.. identity, .. Public.Name]).SequenceEqual(integrity))
        {
            return null;
        }

        using Aes aes = Aes.Create();
        aes.Key = Derive(seed, "STORAGE", Public.Name, 16);
        byte[] whole = [.. identity, .. new byte[16 - (identity.Length % 16)]];
        return aes.DecryptCfb(whole, new byte[16], PaddingMode.None, 128)[2..identity.Length];
    }

    /// <summary>TPMT_PUBLIC of the attestation key.</summary>
    public byte[] Encoded { get; }

    public TpmPublic Public => TpmPublic.Parse(Encoded).Match(key => key, fault => throw new InvalidOperationException($"{fault}"));

    public TpmClock Clock { get; set; } = new(1000, 7, 0, true);

    public EventLog Log { get; set; } = new([TpmEvent.AgentStart(SampleEvidence.Digest("agent"), SampleEvidence.Digest("configuration"), "onnxruntime"), TpmEvent.ModelCurrent("vision", SampleEvidence.Release.Manifest)]);

    /// <summary>Values of PCR 0 to 7; null when they are not quoted.</summary>
    public Sha256Digest[]? Boot { get; set; }

    public ushort Type { get; set; } = TpmAttest.QuoteType;

    public TpmBinding Binding => new(Public, EvidenceTier.Tpm, MakerProven: false);

    /// <summary>The evidence of an honest device: claims signed by the key, and a quote about them.</summary>
    public byte[] Attest(EvidenceClaims claims) => Attest(claims, claims.Nonce.Span);

    /// <summary>The same with a quote for another nonce, or other claims.</summary>
    public byte[] Attest(EvidenceClaims claims, ReadOnlySpan<byte> quotedNonce, EvidenceClaims? quotedClaims = null) =>
        CmwMessage.Write(Sign(claims), Quote(quotedNonce, quotedClaims ?? claims).Encode());

    /// <summary>The claims alone, signed by the key.</summary>
    public byte[] Sign(EvidenceClaims claims) => Trust.Evidence.EvidenceSigner.Sign(claims, Key, []).Match(message => message.ToArray(), fault => throw new InvalidOperationException($"{fault}"));

    public TpmEvidence Quote(ReadOnlySpan<byte> nonce, EvidenceClaims claims)
    {
        PcrValue[] values = [.. (Boot ?? []).Select((value, index) => new PcrValue(index, value)), new PcrValue(TpmPolicy.DefaultAgentPcr, Log.Replay())];
        TpmWriter quote = new();
        quote.UInt32(TpmAttest.Magic).UInt16(Type).Sized(Public.Name).Sized(TpmEvidence.Binding(nonce, SampleEvidence.Write(claims)));
        quote.UInt64(Clock.Milliseconds).UInt32(Clock.Resets).UInt32(Clock.Restarts).UInt8(Clock.Safe ? (byte)1 : (byte)0).UInt64(1);
        if (Type == TpmAttest.QuoteType)
        {
            PcrSelection.WriteList(quote, PcrSelection.Sha256([.. values.Select(value => value.Index)]));
            quote.Sized(Bytes(PcrValue.Compose(values)));
        }
        else
        {
            quote.Sized(Public.Name).Sized(Public.Name);
        }

        byte[] attest = quote.ToArray();
        byte[] signature = Key.SignData(attest, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return new TpmEvidence(attest, new TpmSignature(signature).Encode(), values, Log);
    }

    public void Dispose()
    {
        Key.Dispose();
        Endorsement.Dispose();
    }

    // KDFa is SP 800-108 as the platform has it.
    private static byte[] Derive(byte[] seed, string label, byte[] context, int bytes) =>
        SP800108HmacCounterKdf.DeriveBytes(seed, HashAlgorithmName.SHA256, System.Text.Encoding.ASCII.GetBytes(label), context, bytes);

    private static byte[] Bytes(Sha256Digest digest) => Convert.FromHexString(digest.Hex);
}
