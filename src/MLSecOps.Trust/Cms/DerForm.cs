using System.Formats.Asn1;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats;

namespace MLSecOps.Trust.Cms;

/// <summary>Checks that a value is DER all the way down: definite minimal lengths and bounded nesting, also in the parts that no parser here reads.</summary>
internal static class DerForm
{
    /// <summary>Checks one SEQUENCE and that nothing follows it.</summary>
    /// <param name="blob">Untrusted.</param>
    /// <param name="malformed">The reason for anything but DER.</param>
    /// <param name="trailing">The reason for bytes after the value.</param>
    /// <returns>Null when the form is right.</returns>
    public static FormatFault? Check(ReadOnlySpan<byte> blob, Reason malformed, Reason trailing)
    {
        int length;
        try
        {
            // A SEQUENCE by its tag first: text such as PEM also happens to begin with a tag and a length.
            AsnDecoder.ReadSequence(blob, AsnEncodingRules.DER, out _, out _, out length);
        }
        catch (AsnContentException)
        {
            return new FormatFault(malformed, 0, "one SEQUENCE in DER");
        }

        if (length < blob.Length)
        {
            return new FormatFault(trailing, length, "the end of the value", $"{blob.Length - length} more bytes");
        }

        try
        {
            Walk(blob, 0, 0, malformed);
            return null;
        }
        catch (DerFaultException bad)
        {
            return bad.Fault;
        }
    }

    private static void Walk(ReadOnlySpan<byte> values, int offset, int depth, Reason malformed)
    {
        if (depth > Limits.DerDepth)
        {
            throw new DerFaultException(new FormatFault(malformed, offset, $"at most {Limits.DerDepth} levels"));
        }

        while (!values.IsEmpty)
        {
            Asn1Tag tag;
            int at, length, used;
            try
            {
                tag = AsnDecoder.ReadEncodedValue(values, AsnEncodingRules.DER, out at, out length, out used);
            }
            catch (AsnContentException)
            {
                throw new DerFaultException(new FormatFault(malformed, offset, "a DER value"));
            }

            if (tag.IsConstructed)
            {
                Walk(values.Slice(at, length), offset + at, depth + 1, malformed);
            }

            values = values[used..];
            offset += used;
        }
    }
}
