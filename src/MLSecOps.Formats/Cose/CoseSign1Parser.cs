using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Cose;

/// <summary>Reads a COSE_Sign1 message strictly: tag 18 and nothing around it, ES256 in the protected header, the payload inside, 64 bytes of signature.</summary>
/// <remarks>
/// A header that stands in both places, an algorithm that is not protected, and any critical header are refused: none is understood
/// here. Other labels are passed over, as RFC 9052, 3.1 has it. The CWT tag 61 around the message is not part of the form.
/// </remarks>
public static class CoseSign1Parser
{
    /// <summary>Reads a message.</summary>
    /// <param name="message">Exactly one message; untrusted.</param>
    public static Parsed<CoseSign1> Parse(ReadOnlyMemory<byte> message)
    {
        CborCursor cursor = CborCursor.Open(message, CoseLimits.MessageBytes, EvidenceReasons.CoseMalformed);
        cursor.Tag(CoseLabels.Sign1Tag, "tag 18 (COSE_Sign1)");
        cursor.EnterArray(4, 4, "an array of protected header, unprotected header, payload and signature");
        long headerAt = cursor.Offset;
        ReadOnlyMemory<byte> header = cursor.Bytes(0, CoseLimits.ProtectedBytes, "a protected header as a byte string");
        CoseHeader covered = ReadProtected(cursor, header, headerAt);
        CoseHeader open = CoseHeader.Read(cursor, covered: false);
        long payloadAt = cursor.Offset;
        ReadOnlyMemory<byte> payload = cursor.Bytes(0, CoseLimits.PayloadBytes, "the payload as a byte string inside the message");
        long payloadOffset = cursor.Offset - payload.Length;
        ReadOnlyMemory<byte> signature = cursor.Bytes(CoseSign1.SignatureBytes, CoseSign1.SignatureBytes, "a signature of 64 bytes");
        cursor.LeaveArray();
        if (cursor.Fault is null && covered.Seen.Overlaps(open.Seen))
        {
            cursor.FailAt(payloadAt, EvidenceReasons.CoseMalformed, "each header either protected or not");
        }

        return cursor.Fault is { } fault
            ? fault
            : new CoseSign1(header, covered.KeyId, covered.ContentType, open.Certificates, payload, payloadOffset, signature);
    }

    private static CoseHeader ReadProtected(CborCursor message, ReadOnlyMemory<byte> header, long at)
    {
        if (message.Fault is not null)
        {
            return new CoseHeader();
        }

        if (header.IsEmpty)
        {
            message.FailAt(at, EvidenceReasons.CoseAlgorithm, "ES256 in the protected header", "an empty protected header");
            return new CoseHeader();
        }

        CborCursor cursor = CborCursor.Open(header, CoseLimits.ProtectedBytes, EvidenceReasons.CoseMalformed, message.Offset - header.Length);
        CoseHeader covered = CoseHeader.Read(cursor, covered: true);
        if (cursor.Fault is { } fault)
        {
            message.Adopt(fault);
        }

        return covered;
    }
}
