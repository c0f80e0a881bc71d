using System.Security.Cryptography;

using MLSecOps.Formats.Tests.Tpm;
using MLSecOps.Formats.Tpm;
using MLSecOps.Fuzz.Engine;

namespace MLSecOps.Fuzz.Targets;

/// <summary>What TPMs say, and what devices send of it.</summary>
internal static class TpmTargets
{
    public static IEnumerable<FuzzTarget> All =>
    [
        new TpmTarget<TpmPublic>("tpm-public", bytes => TpmPublic.Parse(bytes), CheckPublic, 10, [("valid-attestation", SampleTpm.Attestation), ("valid-endorsement", SampleTpm.Endorsement), ("valid-rsa", RsaSeed())]),
        new TpmTarget<TpmAttest>("tpm-attest", bytes => TpmAttest.Parse(bytes), CheckAttest, 10, [("valid-quote", SampleTpm.Quote), ("valid-certify", CertifySeed())]),
        new TpmTarget<TpmSignature>("tpm-signature", bytes => TpmSignature.Parse(bytes), CheckSignature, 6, [("valid-signature", SampleTpm.Signature), ("valid-short", [0, 0x18, 0, 0x0b, 0, 1, 1, 0, 0])]),
        new CborTarget<TpmEvidence>("tpm-evidence", bytes => TpmEvidence.Parse(bytes), evidence => evidence.Encode(), CheckEvidence, () => [("valid-two-pcrs", SampleTpm.Evidence.Encode()), ("valid-no-events", (SampleTpm.Evidence with { Log = EventLog.Empty }).Encode())]),
        new CborTarget<CmwMessage>("cmw", CmwMessage.Parse, message => CmwMessage.Write(message.Eat.Span, message.Tpm.Span), CheckCmw, () => [("valid-message", CmwMessage.Write([0xd2, 0x84], SampleTpm.Evidence.Encode())), ("valid-short", CmwMessage.Write([1], [2]))]),
    ];

    private static void CheckPublic(ReadOnlyMemory<byte> input, TpmPublic key)
    {
        BrokenInvariantException.UnlessSame(input.Span, key.Encoded.Span, "the key is the input");
        BrokenInvariantException.Unless(key.Kind is >= TpmKeyKind.EccSigning and <= TpmKeyKind.RsaStorage && key.Name.Length == 34, "a known kind, a name");
        bool rsa = key.Kind == TpmKeyKind.RsaStorage;
        BrokenInvariantException.Unless(rsa ? key.Modulus.Length == 256 && key.X.IsEmpty : key.X.Length == 32 && key.Y.Length == 32 && key.Modulus.IsEmpty, "numbers of the kind's lengths");
        byte[] again = TpmPublic.Encode(key.Kind, key.Attributes, key.AuthPolicy.Span, rsa ? key.Modulus.Span : key.X.Span, key.Y.Span);
        TpmPublic read = TpmPublic.Parse(again).Match(value => value, fault => throw new BrokenInvariantException($"what is written is read: {fault}"));
        BrokenInvariantException.UnlessSame(key.SubjectPublicKeyInfo(), read.SubjectPublicKeyInfo(), "the same key");
        try
        {
            using AsymmetricAlgorithm platform = rsa ? RSA.Create() : ECDsa.Create();
            platform.ImportSubjectPublicKeyInfo(key.SubjectPublicKeyInfo(), out int used);
            BrokenInvariantException.UnlessSame(key.SubjectPublicKeyInfo(), platform.ExportSubjectPublicKeyInfo(), "the platform reads the same key");
        }
        catch (CryptographicException)
        {
            // A point that is not on the curve.
        }
    }

    private static void CheckAttest(ReadOnlyMemory<byte> input, TpmAttest attest)
    {
        BrokenInvariantException.Unless(input.Length <= TpmLimits.Attest && attest.Type is TpmAttest.QuoteType or TpmAttest.CertifyType, "limits and kinds of an attestation");
        foreach (ReadOnlyMemory<byte> part in new[] { attest.QualifiedSigner, attest.ExtraData, attest.PcrDigest, attest.CertifiedName })
        {
            BrokenInvariantException.Unless(part.IsEmpty || input.Span.IndexOf(part.Span) >= 0, "each part stands in the input");
        }

        BrokenInvariantException.Unless(attest.Selection.Count <= TpmLimits.Banks && (attest.Type == TpmAttest.QuoteType || attest.Selection.Count == 0), "banks of a quote only");
    }

    private static void CheckSignature(ReadOnlyMemory<byte> input, TpmSignature signature)
    {
        BrokenInvariantException.Unless(signature.Value.Length == TpmSignature.Size && input.Length <= signature.Encode().Length, "64 bytes, never longer than written anew");
        BrokenInvariantException.UnlessSame(signature.Value.Span, TpmSignature.Parse(signature.Encode()).Match(again => again.Value.ToArray(), _ => []), "the same value");
    }

    private static void CheckEvidence(ReadOnlyMemory<byte> input, TpmEvidence evidence)
    {
        BrokenInvariantException.Unless(evidence.Pcrs.Count is >= 1 and <= TpmLimits.Pcrs && evidence.Log.Events.Count <= TpmLimits.Events, "limits of evidence");
        BrokenInvariantException.Unless(evidence.Pcrs.Zip(evidence.Pcrs.Skip(1)).All(pair => pair.First.Index < pair.Second.Index), "PCRs ascend");
        BrokenInvariantException.Unless(evidence.Log.Replay() == EventLog.Parse(evidence.Log.Encode()).Match(log => log.Replay(), _ => default), "a log written and read leads to the same PCR");
    }

    private static void CheckCmw(ReadOnlyMemory<byte> input, CmwMessage message)
    {
        BrokenInvariantException.Unless(CmwMessage.Looks(input.Span), "it looks like what it is");
        BrokenInvariantException.UnlessSame(input.Span.Slice((int)message.EatOffset, message.Eat.Length), message.Eat.Span, "the claims stand where it says");
        BrokenInvariantException.UnlessSame(input.Span.Slice((int)message.TpmOffset, message.Tpm.Length), message.Tpm.Span, "the TPM's part stands where it says");
    }

    // A modulus that is fixed, so that the seed is: any number of 2048 bits has the form.
    private static byte[] RsaSeed()
    {
        byte[] modulus = new byte[TpmLimits.Modulus];
        modulus.AsSpan().Fill(0xc3);
        return TpmPublic.Encode(TpmKeyKind.RsaStorage, TpmObjectAttributes.Decrypt | TpmObjectAttributes.Restricted, SHA256.HashData([1]), modulus, []);
    }

    private static byte[] CertifySeed() =>
        new TpmWriter().UInt32(TpmAttest.Magic).UInt16(TpmAttest.CertifyType).Sized(new byte[34]).Sized([1, 2, 3]).UInt64(5).UInt32(1).UInt32(0).UInt8(1).UInt64(7).Sized(new byte[34]).Sized(new byte[34]).ToArray();
}
