using System.Buffers.Binary;

namespace MLSecOps.Fuzz.Grammars;

/// <summary>CBOR: heads with lengths and counts; also what is packed into a byte string.</summary>
internal sealed class CborGrammar : IGrammar
{
    private const int Deepest = 24;

    public IReadOnlyList<byte[]> Leaves { get; } =
    [
        [0xf6], [0xf5], [0xf4], [0x00], [0x01], [0x17], [0x18, 0x18], [0x18, 0x01], [0x20], [0x38, 0xff], [0x1a, 0xff, 0xff, 0xff, 0xff],
        [0x1b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x1b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x3b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        [0x1b, 0, 0, 0, 0x3a, 0xff, 0xf4, 0x41, 0x7f], [0xf9, 0x7e, 0x00], [0xfb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0], [0x40], [0x60], [0x80], [0xa0], [0x9f, 0xff], [0xbf, 0xff], [0x5f, 0xff],
        [0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], [0x62, 0xc3, 0x28], [0x63, 0xed, 0xa0, 0x80], [0xd2], [0xc1, 0x00], [0xff],
    ];

    public IReadOnlyList<byte[]> Heads { get; } = [[0x40], [0x60], [0x80], [0xa0], [0xd2], [0xc1], [0xd8, 0x3d], [0xdb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]];

    public Node? Read(ReadOnlySpan<byte> input)
    {
        List<Node> items = [];
        for (int at = 0; at < input.Length;)
        {
            if (ReadItem(input, ref at, 0) is not { } item)
            {
                return null;
            }

            items.Add(item);
        }

        return items.Count > 0 ? new Node([], null, items) : null;
    }

    public void Write(Node node, List<byte> output)
    {
        int major = node.Head.Length == 0 ? -1 : node.Head[0] >> 5;
        if (major is 2 or 3)
        {
            List<byte> content = node.Children is null ? [.. node.Leaf] : [];
            node.Children?.ForEach(child => Write(child, content));
            WriteHead(major, (ulong)content.Count, output);
            output.AddRange(content);
            return;
        }

        if (major is 4 or 5)
        {
            int count = node.Children?.Count ?? 0;
            WriteHead(major, (ulong)(major == 4 ? count : count / 2), output);
        }
        else
        {
            output.AddRange(node.Head);
        }

        output.AddRange(node.Children is null ? node.Leaf : []);
        node.Children?.ForEach(child => Write(child, output));
    }

    private static void WriteHead(int major, ulong argument, List<byte> output)
    {
        if (argument < 24)
        {
            output.Add((byte)((major << 5) | (int)argument));
            return;
        }

        int power = argument < 1 << 8 ? 0 : argument < 1 << 16 ? 1 : 2;
        output.Add((byte)((major << 5) | (24 + power)));
        for (int i = (1 << power) - 1; i >= 0; i--)
        {
            output.Add((byte)(argument >> (8 * i)));
        }
    }

    private Node? ReadItem(ReadOnlySpan<byte> input, ref int at, int depth)
    {
        int start = at;
        if (at >= input.Length || depth > Deepest)
        {
            return null;
        }

        int major = input[at] >> 5, form = input[at] & 0x1f, width = form < 24 ? 0 : form < 28 ? 1 << (form - 24) : -1;
        at++;
        if (width < 0 || width > input.Length - at)
        {
            return null;
        }

        Span<byte> wide = stackalloc byte[8];
        wide.Clear();
        input.Slice(at, width).CopyTo(wide[(8 - width)..]);
        ulong argument = width == 0 ? (ulong)form : BinaryPrimitives.ReadUInt64BigEndian(wide);
        at += width;
        switch (major)
        {
            case 2 or 3:
                if (argument > (ulong)(input.Length - at))
                {
                    return null;
                }

                byte[] content = input.Slice(at, (int)argument).ToArray();
                at += content.Length;
                Node? inside = major == 2 && content.Length > 1 && content[0] >> 5 >= 4 ? Read(content) : null;
                return new Node([(byte)(major << 5)], inside is null ? content : null, inside?.Children);
            case 4 or 5 or 6:
                ulong count = major == 4 ? argument : major == 5 ? argument * 2 : 1;
                if (count > (ulong)(input.Length - at))
                {
                    return null;
                }

                List<Node> items = [];
                byte[] head = major == 6 ? input[start..at].ToArray() : [(byte)(major << 5)];
                for (ulong i = 0; i < count; i++)
                {
                    if (ReadItem(input, ref at, depth + 1) is not { } item)
                    {
                        return null;
                    }

                    items.Add(item);
                }

                return new Node(head, null, items);
            default:
                return new Node([], input[start..at].ToArray(), null);
        }
    }
}
