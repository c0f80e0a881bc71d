using System.Formats.Cbor;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MLSecOps.Formats.Tests.Eat;

/// <summary>Reads the part of CBOR's diagnostic notation (RFC 8949, 8) that the examples of drafts use: maps, arrays, integers, text, <c>h''</c>.</summary>
internal static partial class DiagnosticNotation
{
    public static byte[] ToCbor(string text)
    {
        Queue<string> tokens = new(Tokens().Matches(text).Select(match => match.Value));
        CborWriter writer = new(CborConformanceMode.Strict, convertIndefiniteLengthEncodings: true);
        Write(writer, tokens);
        return tokens.Count == 0 ? writer.Encode() : throw new FormatException($"more after the item: {tokens.Peek()}");
    }

    private static void Write(CborWriter writer, Queue<string> tokens)
    {
        string token = tokens.Dequeue();
        switch (token[0])
        {
            case '{':
                writer.WriteStartMap(null);
                WriteMembers(writer, tokens, "}");
                writer.WriteEndMap();
                break;
            case '[':
                writer.WriteStartArray(null);
                WriteMembers(writer, tokens, "]");
                writer.WriteEndArray();
                break;
            case '"':
                writer.WriteTextString(token[1..^1]);
                break;
            case 'h':
                writer.WriteByteString(Convert.FromHexString(token[2..^1]));
                break;
            default:
                writer.WriteInt64(long.Parse(token, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void WriteMembers(CborWriter writer, Queue<string> tokens, string end)
    {
        while (tokens.Peek() != end)
        {
            if (tokens.Peek() is "," or ":")
            {
                tokens.Dequeue();
            }
            else
            {
                Write(writer, tokens);
            }
        }

        tokens.Dequeue();
    }

    [GeneratedRegex("""[{}\[\],:]|"[^"]*"|h'[0-9a-fA-F]*'|-?[0-9]+""")]
    private static partial Regex Tokens();
}
