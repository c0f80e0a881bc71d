using System.Text;

namespace MLSecOps.Fuzz.Grammars;

/// <summary>JSON: values and members as text. White space between them is left out when they are written again.</summary>
internal sealed class JsonGrammar : IGrammar
{
    private const int Deepest = 64;

    private static readonly byte[] Object = [(byte)'{'], Array = [(byte)'['];

    public IReadOnlyList<byte[]> Leaves { get; } =
    [
        .. new[]
        {
            "null", "true", "false", "0", "-0", "1", "-1", "1.0", "1e0", "1e400", "-1e400", "1e-400", "0.1", "9007199254740991", "9007199254740992", "9223372036854775808", "18446744073709551616", "01",
            "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\ud83d\\ude00\"", "\"\\u002e\\u002e/x\"", "\"../x\"", "\"/x\"", "\"a//b\"", "\"sha256\"", "\"2026-02-30T00:00:00Z\"", "\"9999-12-31T23:59:60Z\"", "\"0001-01-01T00:00:00Z\"",
            "{}", "[]", "[[]]", "[{}]", "{\"\":0}", "{\"a\":1,\"a\":2}", "[1,]", "/**/1", "NaN", "\"\u00e9\"", "\"e\u0301\"", "\"\u202e\"", "\"K\u212a\"",
        }.Select(Encoding.UTF8.GetBytes),
        [(byte)'"', 0xff, (byte)'"'], [(byte)'"', 0xed, 0xa0, 0x80, (byte)'"'], [(byte)'"', 0x01, (byte)'"'],
        Encoding.ASCII.GetBytes(new string('[', 80)), [(byte)'"', .. Enumerable.Repeat((byte)'a', 3000), (byte)'"'],
    ];

    public IReadOnlyList<byte[]> Heads { get; } =
        [.. new[] { "\"\":", "\"schema\":", "\"\\u0073chema\":", "\"s\\ud800\":", "\"\\ud800\":", "\"\\udc00\\ud800\":", "\"a\\u0000\":", "\"\u00e9\":", "{", "[" }.Select(Encoding.UTF8.GetBytes)];

    public Node? Read(ReadOnlySpan<byte> input)
    {
        int at = 0;
        return ReadValue(input, ref at, 0) is { } value ? new Node([], null, [value]) : null;
    }

    public void Write(Node node, List<byte> output)
    {
        bool composed = node.Head is [(byte)'{'] or [(byte)'['];
        output.AddRange(node.Head);
        output.AddRange(node.Children is null ? node.Leaf : []);
        for (int i = 0; i < (node.Children?.Count ?? 0); i++)
        {
            if (composed && i > 0)
            {
                output.Add((byte)',');
            }

            Write(node.Children![i], output);
        }

        if (composed)
        {
            output.Add((byte)(node.Head[0] == '{' ? '}' : ']'));
        }
    }

    private static Node? ReadValue(ReadOnlySpan<byte> input, ref int at, int depth)
    {
        Skip(input, ref at);
        if (at >= input.Length || depth > Deepest)
        {
            return null;
        }

        return input[at] switch
        {
            (byte)'{' => ReadAll(input, ref at, depth, Object, (byte)'}', ReadMember),
            (byte)'[' => ReadAll(input, ref at, depth, Array, (byte)']', ReadValue),
            _ => ReadScalar(input, ref at) is { Length: > 0 } scalar ? new Node([], scalar, null) : null,
        };
    }

    private delegate Node? Reader(ReadOnlySpan<byte> input, ref int at, int depth);

    private static Node? ReadAll(ReadOnlySpan<byte> input, ref int at, int depth, byte[] head, byte end, Reader read)
    {
        List<Node> items = [];
        at++;
        for (Skip(input, ref at); at < input.Length && input[at] != end; Skip(input, ref at))
        {
            if (read(input, ref at, depth + 1) is not { } item)
            {
                return null;
            }

            items.Add(item);
            Skip(input, ref at);
            at += at < input.Length && input[at] == ',' ? 1 : 0;
        }

        at++;
        return new Node(head, null, items);
    }

    private static Node? ReadMember(ReadOnlySpan<byte> input, ref int at, int depth)
    {
        byte[] key = ReadScalar(input, ref at);
        Skip(input, ref at);
        if (key.Length == 0 || at >= input.Length || input[at++] != ':' || ReadValue(input, ref at, depth) is not { } value)
        {
            return null;
        }

        return new Node([.. key, (byte)':'], null, [value]);
    }

    private static byte[] ReadScalar(ReadOnlySpan<byte> input, ref int at)
    {
        int start = at;
        if (at < input.Length && input[at] == '"')
        {
            for (at++; at < input.Length && input[at] != '"'; at++)
            {
                at += input[at] == '\\' ? 1 : 0;
            }

            at = Math.Min(at + 1, input.Length);
        }
        else
        {
            while (at < input.Length && !" \t\r\n,:{}[]"u8.Contains(input[at]))
            {
                at++;
            }
        }

        return input[start..at].ToArray();
    }

    private static void Skip(ReadOnlySpan<byte> input, ref int at)
    {
        while (at < input.Length && " \t\r\n"u8.Contains(input[at]))
        {
            at++;
        }
    }
}
