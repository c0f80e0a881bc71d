using System.Formats.Cbor;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Tpm;

/// <summary>Evidence of a device with a TPM: a CMW collection (RFC 9999, 3.3) of the signed claims and the TPM's part.</summary>
/// <remarks>
/// The deterministic CBOR map <c>{"eat": [263, bstr], "tpm": ["application/vnd.mlsec.tpm-quote+cbor", bstr]}</c>; 263 is the CoAP content format of
/// <c>application/eat+cwt</c>. The profile is complete: exactly these two members.
/// </remarks>
/// <param name="Eat">COSE_Sign1 of the claims.</param>
/// <param name="EatOffset">Where it begins in the message; 0 for one that was not read.</param>
/// <param name="Tpm">What <see cref="TpmEvidence"/> reads.</param>
/// <param name="TpmOffset">Where it begins in the message.</param>
public sealed record CmwMessage(ReadOnlyMemory<byte> Eat, long EatOffset, ReadOnlyMemory<byte> Tpm, long TpmOffset)
{
    /// <summary>Media type of the collection.</summary>
    public const string MediaType = "application/cmw+cbor";

    private const string EatMember = "eat", TpmMember = "tpm";
    private const int EatFormat = 263;
    private const int LabelLength = 64;

    /// <summary>Writes a collection.</summary>
    /// <param name="eat">COSE_Sign1 of the claims.</param>
    /// <param name="tpm">The TPM's part.</param>
    public static byte[] Write(ReadOnlySpan<byte> eat, ReadOnlySpan<byte> tpm)
    {
        CborWriter writer = CborOutput.Create();
        writer.WriteStartMap(2);
        writer.WriteTextString(EatMember);
        writer.WriteStartArray(2);
        writer.WriteInt32(EatFormat);
        writer.WriteByteString(eat);
        writer.WriteEndArray();
        writer.WriteTextString(TpmMember);
        writer.WriteStartArray(2);
        writer.WriteTextString(TpmEvidence.MediaType);
        writer.WriteByteString(tpm);
        writer.WriteEndArray();
        writer.WriteEndMap();
        return writer.Encode();
    }

    /// <summary>True when a message begins as a CMW collection does, and not as a COSE_Sign1: with a map.</summary>
    /// <param name="message">Untrusted.</param>
    public static bool Looks(ReadOnlySpan<byte> message) => !message.IsEmpty && message[0] >> 5 == 5;

    /// <summary>Reads a collection.</summary>
    /// <param name="message">Exactly one; untrusted.</param>
    public static Parsed<CmwMessage> Parse(ReadOnlyMemory<byte> message)
    {
        CborCursor cursor = CborCursor.Open(message, TpmLimits.MessageBytes, TpmReasons.CmwMalformed);
        ReadOnlyMemory<byte> eat = default, tpm = default;
        long eatAt = 0, tpmAt = 0;
        int pairs = cursor.EnterMap("a collection of eat and tpm");
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            long at = cursor.Offset;
            string member = cursor.Text(LabelLength, _ => true, "a label");
            if (member is not (EatMember or TpmMember))
            {
                cursor.FailAt(at, EvidenceReasons.ClaimUnknown, "the members eat and tpm, and no other", member);
            }

            cursor.EnterArray(2, 2, "a record of type and value");
            if (member == EatMember)
            {
                cursor.Integer(EatFormat, EatFormat, "the content format 263 (application/eat+cwt)");
                eat = cursor.Bytes(1, Cose.CoseLimits.MessageBytes, "a COSE_Sign1");
                eatAt = cursor.Offset - eat.Length;
            }
            else
            {
                cursor.Text(LabelLength, type => type == TpmEvidence.MediaType, $"the type {TpmEvidence.MediaType}");
                tpm = cursor.Bytes(1, TpmLimits.EvidenceBytes, "the TPM's part");
                tpmAt = cursor.Offset - tpm.Length;
            }

            cursor.LeaveArray();
        }

        cursor.LeaveMap();
        if (eat.IsEmpty || tpm.IsEmpty)
        {
            cursor.FailAt(0, TpmReasons.CmwMalformed, "both eat and tpm");
        }

        return cursor.Fault is { } fault ? fault : new CmwMessage(eat, eatAt, tpm, tpmAt);
    }
}
