namespace MLSecOps.Fuzz.Grammars;

/// <summary>ASN.1 in DER: tags with lengths; also what is packed into an OCTET STRING.</summary>
internal sealed class DerGrammar : IGrammar
{
    private const int Deepest = 24;

    public IReadOnlyList<byte[]> Leaves { get; } =
    [
        [], [0], [1], [0x7f], [0x80], [0xff], [0, 0x80], [0, 0, 1], [0xff, 0xff], [0x7f, 0xff, 0xff, 0xff], [0x80, 0, 0, 0], [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        .. new[] { "260101000000Z", "991231235959Z", "20260101000000Z", "99991231235959Z", "00000101000000Z", "20260230000000Z", "20260101000000.5Z" }.Select(System.Text.Encoding.ASCII.GetBytes),
    ];

    public IReadOnlyList<byte[]> Heads { get; } =
        [[0x01], [0x02], [0x03], [0x04], [0x05], [0x06], [0x0a], [0x0c], [0x17], [0x18], [0x24], [0x30], [0x31], [0x80], [0x81], [0xa0], [0xa1], [0xa2], [0xa3], [0x1f, 0x81, 0x01], [0x00]];

    public Node? Read(ReadOnlySpan<byte> input) => ReadAll(input, 0) is { Count: > 0 } values ? new Node([], null, values) : null;

    public void Write(Node node, List<byte> output)
    {
        List<byte> content = node.Children is null ? [.. node.Leaf] : [];
        node.Children?.ForEach(child => Write(child, content));
        if (node.Head.Length > 0)
        {
            output.AddRange(node.Head);
            WriteLength(content.Count, output);
        }

        output.AddRange(content);
    }

    private static void WriteLength(int length, List<byte> output)
    {
        if (length < 0x80)
        {
            output.Add((byte)length);
            return;
        }

        int bytes = length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
        output.Add((byte)(0x80 | bytes));
        for (int i = bytes - 1; i >= 0; i--)
        {
            output.Add((byte)(length >> (8 * i)));
        }
    }

    // Null unless the bytes are values to the last byte.
    private static List<Node>? ReadAll(ReadOnlySpan<byte> input, int depth)
    {
        List<Node> values = [];
        while (!input.IsEmpty)
        {
            if (depth > Deepest || !TryHead(input, out int tag, out int head, out int length))
            {
                return null;
            }

            ReadOnlySpan<byte> content = input.Slice(head, length);
            bool packed = (input[0] & 0x20) != 0 || (input[0] == 0x04 && content is [0x30, ..]);
            List<Node>? inside = packed ? ReadAll(content, depth + 1) : null;
            values.Add(new Node(input[..tag].ToArray(), inside is null ? content.ToArray() : null, inside));
            input = input[(head + length)..];
        }

        return values;
    }

    private static bool TryHead(ReadOnlySpan<byte> input, out int tag, out int head, out int length)
    {
        tag = 1;
        head = length = 0;
        if ((input[0] & 0x1f) == 0x1f)
        {
            while (tag < input.Length && (input[tag] & 0x80) != 0)
            {
                tag++;
            }

            tag++;
        }

        if (tag >= input.Length)
        {
            return false;
        }

        int more = input[tag] < 0x80 ? 0 : input[tag] & 0x7f;
        head = tag + 1 + more;
        if (more > 3 || head > input.Length)
        {
            return false;
        }

        length = more == 0 ? input[tag] : 0;
        foreach (byte part in input.Slice(tag + 1, more))
        {
            length = (length << 8) | part;
        }

        return length <= input.Length - head;
    }
}
