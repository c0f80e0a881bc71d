namespace MLSecOps.Fuzz.Grammars;

/// <summary>Protobuf's wire form: fields with lengths; what reads as fields is taken for a message, the ends of groups for fields without content.</summary>
internal sealed class ProtobufGrammar : IGrammar
{
    private const int Deepest = 24;

    public IReadOnlyList<byte[]> Leaves { get; } =
    [
        [], [0], [1], [0x7f], [0x80, 0x01], [0xff, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
        [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x02], [0x80, 0], [0, 0, 0, 0], [0xff, 0xff, 0xff, 0xff], [0, 0, 0, 0, 0, 0, 0xf0, 0x7f], [0xc3, 0x28], [.. "location"u8], [.. "../../etc/passwd"u8],
    ];

    public IReadOnlyList<byte[]> Heads { get; } =
        [[0x08], [0x09], [0x0a], [0x0b], [0x0c], [0x0d], [0x10], [0x18], [0x22], [0x25], [0x28], [0x2a], [0x32], [0x3a], [0x42], [0x4a], [0x52], [0x5a], [0x6a], [0x70], [0x72], [0xfa, 0xff, 0xff, 0xff, 0x0f]];

    public Node? Read(ReadOnlySpan<byte> input) => ReadAll(input, 0) is { Count: > 0 } fields ? new Node([], null, fields) : null;

    public void Write(Node node, List<byte> output)
    {
        List<byte> content = node.Children is null ? [.. node.Leaf] : [];
        node.Children?.ForEach(child => Write(child, content));
        output.AddRange(node.Head);
        if (node.Head.Length > 0 && (node.Head[0] & 7) == 2)
        {
            int length = content.Count;
            for (; length >= 0x80; length >>= 7)
            {
                output.Add((byte)(length | 0x80));
            }

            output.Add((byte)length);
        }

        output.AddRange(content);
    }

    private static List<Node>? ReadAll(ReadOnlySpan<byte> input, int depth)
    {
        List<Node> fields = [];
        for (int at = 0; at < input.Length;)
        {
            int start = at;
            if (depth > Deepest || !TryVarint(input, ref at, out ulong tag) || tag < 8)
            {
                return null;
            }

            byte[] head = input[start..at].ToArray();
            int from = at;
            ulong length = (tag & 7) switch { 1 => 8, 5 => 4, 6 or 7 => ulong.MaxValue, _ => 0 };
            bool read = (tag & 7) == 0 ? TryVarint(input, ref at, out _) : (tag & 7) != 2 || TryVarint(input, ref at, out length);
            from = (tag & 7) == 2 ? at : from;
            if (!read || length > (ulong)(input.Length - at))
            {
                return null;
            }

            at += (int)length;
            List<Node>? inside = (tag & 7) == 2 && length > 1 ? ReadAll(input[from..at], depth + 1) : null;
            fields.Add(new Node(head, inside is null ? input[from..at].ToArray() : null, inside));
        }

        return fields;
    }

    private static bool TryVarint(ReadOnlySpan<byte> input, ref int at, out ulong value)
    {
        value = 0;
        for (int shift = 0; at < input.Length && shift < 70; shift += 7)
        {
            byte next = input[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
