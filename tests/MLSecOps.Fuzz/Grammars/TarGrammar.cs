using System.Text;

namespace MLSecOps.Fuzz.Grammars;

/// <summary>ustar: members with size and checksum; the manifest in it as JSON.</summary>
internal sealed class TarGrammar : IGrammar
{
    private const int Block = 512;

    private readonly JsonGrammar _json = new();

    public IReadOnlyList<byte[]> Leaves { get; } =
        [[], [0], new byte[31], new byte[32], new byte[36], new byte[512], new byte[4096], new byte[4097], .. new[] { "{}", "[]", "null", "{\"schema\":\"mlsec.model-manifest/1\"}" }.Select(Encoding.ASCII.GetBytes)];

    // A header is written by a member's own.
    public IReadOnlyList<byte[]> Heads { get; } = [];

    public Node? Read(ReadOnlySpan<byte> input)
    {
        List<Node> members = [];
        int at = 0;
        while (at + Block <= input.Length && input[at] != 0)
        {
            ReadOnlySpan<byte> header = input.Slice(at, Block);
            long size = 0;
            foreach (byte digit in header.Slice(124, 11))
            {
                size = (size << 3) | (uint)(digit & 7);
            }

            at += Block;
            if (size > input.Length - at)
            {
                return null;
            }

            ReadOnlySpan<byte> content = input.Slice(at, (int)size);
            Node? json = content is [(byte)'{', ..] ? _json.Read(content) : null;
            members.Add(new Node(header.ToArray(), json is null ? content.ToArray() : null, json is null ? null : [json]));
            at = Math.Min(input.Length, at + (int)size + (int)(-size & (Block - 1)));
        }

        members.Add(new Node([], input[at..].ToArray(), null));
        return new Node([], null, members);
    }

    public void Write(Node node, List<byte> output)
    {
        if (node.Head.Length != Block)
        {
            output.AddRange(node.Head);
            output.AddRange(node.Children is null ? node.Leaf : []);
            node.Children?.ForEach(child => Write(child, output));
            return;
        }

        List<byte> content = node.Children is null ? [.. node.Leaf] : [];
        node.Children?.ForEach(child => _json.Write(child, content));
        byte[] header = [.. node.Head];
        Encoding.ASCII.GetBytes(Convert.ToString(content.Count, 8).PadLeft(11, '0'), header.AsSpan(124));
        header.AsSpan(148, 8).Fill((byte)' ');
        int sum = header.Sum(value => value);
        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0'), header.AsSpan(148));
        header[154] = 0;
        output.AddRange(header);
        output.AddRange(content);
        output.AddRange(new byte[-content.Count & (Block - 1)]);
    }
}
