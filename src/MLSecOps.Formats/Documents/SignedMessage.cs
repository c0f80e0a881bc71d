using System.Formats.Cbor;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;

namespace MLSecOps.Formats.Documents;

/// <summary>A signed document and its detached CMS in one message: the deterministic CBOR array <c>[document bstr, cms bstr]</c>.</summary>
public static class SignedMessage
{
    /// <summary>Most bytes of the document.</summary>
    public const int DocumentBytes = 128 << 10;

    /// <summary>Most bytes of a message.</summary>
    public const int MostBytes = DocumentBytes + Limits.CmsBytes + 16;

    private const int Parts = 2;

    /// <summary>Writes both.</summary>
    /// <param name="document">1 to <see cref="DocumentBytes"/> bytes.</param>
    /// <param name="cms">1 to <see cref="Limits.CmsBytes"/> bytes.</param>
    /// <exception cref="ArgumentException">Of another length: nobody would read it.</exception>
    public static byte[] Encode(ReadOnlySpan<byte> document, ReadOnlySpan<byte> cms)
    {
        CheckLength(document, DocumentBytes, nameof(document));
        CheckLength(cms, Limits.CmsBytes, nameof(cms));
        CborWriter writer = CborOutput.Create();
        writer.WriteStartArray(Parts);
        writer.WriteByteString(document);
        writer.WriteByteString(cms);
        writer.WriteEndArray();
        return writer.Encode();
    }

    /// <summary>Takes them apart; what they are is for the verifier.</summary>
    /// <param name="message">Exactly one array; untrusted.</param>
    /// <param name="malformed">The reason for CBOR that is another thing: what kind of document was awaited.</param>
    public static Parsed<SignedParts> Decode(ReadOnlyMemory<byte> message, Reason malformed)
    {
        CborCursor cursor = CborCursor.Open(message, MostBytes, malformed);
        cursor.EnterArray(Parts, Parts, "an array of document and signature");
        ReadOnlyMemory<byte> document = cursor.Bytes(1, DocumentBytes, "a document");
        ReadOnlyMemory<byte> cms = cursor.Bytes(1, Limits.CmsBytes, "a CMS");
        cursor.LeaveArray();
        return cursor.Fault is { } fault ? fault : new SignedParts(document, cms);
    }

    private static void CheckLength(ReadOnlySpan<byte> part, int most, string name)
    {
        if (part.IsEmpty || part.Length > most)
        {
            throw new ArgumentException($"A part has 1 to {most} bytes, not {part.Length}.", name);
        }
    }
}
