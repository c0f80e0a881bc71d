using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;
using MLSecOps.Fuzz.Seeds;

namespace MLSecOps.Fuzz.Targets;

/// <summary>COSE_Sign1. What is accepted says where its payload stands, and stands there; header, certificates and signature are within the limits; the same parts written again give a message with the same parts.</summary>
internal sealed class CoseTarget : FuzzTarget
{
    public override string Name => "cose-sign1";

    public override IGrammar Grammar { get; } = new CborGrammar();

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(CoseSign1Parser.Parse(input), message => Check(input, message));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        byte[] payload = SampleEvidence.Write(SampleEvidence.Claims), signature = [.. Enumerable.Range(0, 64).Select(i => (byte)i)];
        byte[] header = CoseSign1Writer.ProtectedHeader(SampleEvidence.Digest("key").ToString().Select(c => (byte)c).Take(32).ToArray(), "application/eat+cwt");
        yield return ("valid-evidence", CoseSign1Writer.Write(header, [ThrowAwayKeys.Publisher.RawData], payload, signature));
        yield return ("valid-chain", CoseSign1Writer.Write(header, [ThrowAwayKeys.Publisher.RawData, ThrowAwayKeys.Root.Anchor], [1], signature));
        yield return ("valid-bare", CoseSign1Writer.Write(CoseSign1Writer.ProtectedHeader([1], null), [], [], signature));
    }

    private static void Check(ReadOnlyMemory<byte> input, CoseSign1 message)
    {
        BrokenInvariantException.Unless(input.Length <= CoseLimits.MessageBytes && message.Payload.Length <= CoseLimits.PayloadBytes && message.Protected.Length <= CoseLimits.ProtectedBytes, "limits of a message");
        BrokenInvariantException.UnlessSame(input.Span.Slice((int)message.PayloadOffset, message.Payload.Length), message.Payload.Span, "the payload stands where it says");
        BrokenInvariantException.Unless(input.Span.EndsWith(message.Signature.Span) && message.Signature.Length == CoseSign1.SignatureBytes, "the signature ends the input");
        BrokenInvariantException.Unless(message.Certificates.Count <= CoseLimits.Certificates && message.Certificates.All(certificate => certificate.Length is >= 1 and <= CoseLimits.CertificateBytes), "limits of certificates");
        byte[] written = CoseSign1Writer.Write(message.Protected.Span, message.Certificates, message.Payload.Span, message.Signature.Span);
        CoseSign1 again = CoseSign1Parser.Parse(written).Match(read => read, fault => throw new BrokenInvariantException($"what is written is read: {fault}"));
        BrokenInvariantException.UnlessSame(
            CoseSign1.ToBeSigned(message.Protected.Span, message.Payload.Span), CoseSign1.ToBeSigned(again.Protected.Span, again.Payload.Span), "the same bytes are signed");
        BrokenInvariantException.Unless(again.ContentType == message.ContentType && again.Certificates.Count == message.Certificates.Count, "the same header");
    }
}
