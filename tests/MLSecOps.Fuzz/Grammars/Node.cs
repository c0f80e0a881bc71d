namespace MLSecOps.Fuzz.Grammars;

/// <summary>One value of a structured input: what stands before its content (a tag, a key, a header; never its length), and its content: bytes, or values.</summary>
internal sealed class Node(byte[] head, byte[]? leaf, List<Node>? children)
{
    /// <summary>What stands before the content, without its length.</summary>
    public byte[] Head { get; set; } = head;

    /// <summary>The content of a value without values in it.</summary>
    public byte[] Leaf { get; set; } = leaf ?? [];

    /// <summary>The values in it.</summary>
    public List<Node>? Children { get; set; } = children;

    /// <summary>The value and all values in it, outermost first.</summary>
    public IEnumerable<Node> All => Children is null ? [this] : Children.SelectMany(child => child.All).Prepend(this);

    /// <summary>A copy that shares nothing.</summary>
    public Node Copy() => new([.. Head], [.. Leaf], Children?.ConvertAll(child => child.Copy()));
}
