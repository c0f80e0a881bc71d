using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace MLSecOps.Formats.Tests.Eat;

/// <summary>Turns CBOR's diagnostic notation (RFC 8949, 8, and RFC 8610, G) into bytes: numbers, text, <c>h''</c>, <c>b64''</c>, <c>''</c>, arrays, maps, tags, <c>&lt;&lt; &gt;&gt;</c>, <c>_</c> for indefinite lengths, comments.</summary>
internal sealed class DiagnosticNotation
{
    private readonly string _text;
    private int _at;

    private DiagnosticNotation(string text) => _text = text;

    /// <summary>The bytes of exactly one item.</summary>
    /// <exception cref="FormatException">It is no item, or one with something left open (<c>...</c>, <c>TBD1</c>, <c>${name}</c>).</exception>
    public static byte[] ToCbor(string text)
    {
        DiagnosticNotation reader = new(text);
        List<byte> output = [];
        reader.Item(output);
        reader.Blank();
        return reader._at == text.Length ? [.. output] : throw reader.Wrong("the end");
    }

    private void Item(List<byte> output)
    {
        Blank();
        switch (Peek())
        {
            case '{':
                Members(output, 5, '}', pairs: true);
                break;
            case '[':
                Members(output, 4, ']', pairs: false);
                break;
            case '(':
                Pieces(output);
                break;
            case '"':
                byte[] text = Encoding.UTF8.GetBytes(Quoted('"'));
                Head(output, 3, (ulong)text.Length);
                output.AddRange(text);
                break;
            case '\'' or 'h' or 'b':
                byte[] bytes = ByteString();
                Head(output, 2, (ulong)bytes.Length);
                output.AddRange(bytes);
                break;
            case '<':
                Expect("<<");
                List<byte> inner = [];
                while (!Try(">>"))
                {
                    Item(inner);
                    Try(",");
                }

                Head(output, 2, (ulong)inner.Count);
                output.AddRange(inner);
                break;
            case '-' or (>= '0' and <= '9'):
                Number(output);
                break;
            default:
                Word(output);
                break;
        }
    }

    private void Members(List<byte> output, int major, char end, bool pairs)
    {
        _at++;
        bool indefinite = Try("_");
        List<byte> content = [];
        ulong count = 0;
        while (!Try(end.ToString()))
        {
            Item(content);
            if (pairs)
            {
                Expect(":");
                Item(content);
            }

            count++;
            if (!Try(",") && !Peeks(end))
            {
                throw Wrong($", or {end}");
            }
        }

        if (indefinite)
        {
            output.Add((byte)((major << 5) | 31));
            output.AddRange(content);
            output.Add(0xff);
            return;
        }

        Head(output, major, count);
        output.AddRange(content);
    }

    // A string of indefinite length: (_ h'01', h'02').
    private void Pieces(List<byte> output)
    {
        Expect("(");
        Expect("_");
        List<byte> content = [];
        while (!Try(")"))
        {
            Item(content);
            Try(",");
        }

        output.Add((byte)(content[0] | 31));
        output.AddRange(content);
        output.Add(0xff);
    }

    private byte[] ByteString()
    {
        int quote = _text.IndexOf('\'', _at);
        string prefix = quote < 0 ? "" : _text[_at..quote];
        _at = quote;
        string content = prefix is "h" or "b64" or "" && quote >= 0 ? Quoted('\'') : throw Wrong("a byte string");
        string bare = string.Concat(content.Where(c => !char.IsWhiteSpace(c)));
        return prefix switch
        {
            "h" => Convert.FromHexString(bare),
            "b64" => Convert.FromBase64String(bare.Replace('-', '+').Replace('_', '/').PadRight((bare.Length + 3) / 4 * 4, '=')),
            _ => Encoding.UTF8.GetBytes(content),
        };
    }

    private string Quoted(char quote)
    {
        StringBuilder text = new();
        for (_at++; Peek() != quote; _at++)
        {
            if (Peek() != '\\')
            {
                text.Append(Peek());
                continue;
            }

            _at++;
            char escaped = Peek();
            if (escaped == 'u')
            {
                text.Append((char)ushort.Parse(_text.AsSpan(_at + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                _at += 4;
            }
            else
            {
                text.Append(escaped switch { 'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', _ => escaped });
            }
        }

        _at++;
        return text.ToString();
    }

    private void Number(List<byte> output)
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '-' or '.' or '+'))
        {
            _at++;
        }

        string number = _text[start.._at];
        if (number.StartsWith("0x", StringComparison.Ordinal))
        {
            Head(output, 0, ulong.Parse(number.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
        }
        else if (number.AsSpan().ContainsAny('.', 'e'))
        {
            Span<byte> value = stackalloc byte[8];
            BinaryPrimitives.WriteDoubleBigEndian(value, double.Parse(number, CultureInfo.InvariantCulture));
            output.AddRange([0xfb, .. value]);
        }
        else if (number[0] == '-')
        {
            Head(output, 1, ulong.Parse(number.AsSpan(1), CultureInfo.InvariantCulture) - 1);
        }
        else if (Try("("))
        {
            Head(output, 6, ulong.Parse(number, CultureInfo.InvariantCulture));
            Item(output);
            Expect(")");
        }
        else
        {
            Head(output, 0, ulong.Parse(number, CultureInfo.InvariantCulture));
        }
    }

    private void Word(List<byte> output)
    {
        foreach ((string word, byte value) in (ReadOnlySpan<(string, byte)>)[("false", 0xf4), ("true", 0xf5), ("null", 0xf6), ("undefined", 0xf7)])
        {
            if (Try(word))
            {
                output.Add(value);
                return;
            }
        }

        throw Wrong("an item");
    }

    private static void Head(List<byte> output, int major, ulong argument)
    {
        int width = argument < 24 ? 0 : argument <= byte.MaxValue ? 1 : argument <= ushort.MaxValue ? 2 : argument <= uint.MaxValue ? 4 : 8;
        output.Add((byte)((major << 5) | (width == 0 ? (int)argument : 24 + int.Log2(width))));
        for (int shift = (width - 1) * 8; shift >= 0; shift -= 8)
        {
            output.Add((byte)(argument >> shift));
        }
    }

    // White space, commas are not; comments: / to the next /, and # to the end of the line.
    private void Blank()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]))
            {
                _at++;
            }
            else if (_text[_at] is '/' or '#')
            {
                int end = _text.IndexOf(_text[_at] == '/' ? '/' : '\n', _at + 1);
                _at = end < 0 ? throw Wrong("the end of a comment") : end + 1;
            }
            else
            {
                return;
            }
        }
    }

    private bool Peeks(char c)
    {
        Blank();
        return _at < _text.Length && _text[_at] == c;
    }

    private char Peek() => _at < _text.Length ? _text[_at] : throw Wrong("more");

    private bool Try(string token)
    {
        Blank();
        bool found = string.CompareOrdinal(_text, _at, token, 0, token.Length) == 0;
        _at += found ? token.Length : 0;
        return found;
    }

    private void Expect(string token)
    {
        if (!Try(token))
        {
            throw Wrong(token);
        }
    }

    private FormatException Wrong(string expected) =>
        new($"line {_text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n') + 1}: expected {expected}, found {_text[Math.Min(_at, _text.Length)..Math.Min(_at + 12, _text.Length)].ReplaceLineEndings(" ")}");
}
