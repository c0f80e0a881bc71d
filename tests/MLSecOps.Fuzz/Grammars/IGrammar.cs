namespace MLSecOps.Fuzz.Grammars;

/// <summary>Takes inputs apart and puts them together again with lengths, counts and checksums made right: a mutation then reaches what stands behind those.</summary>
/// <remarks>Independent of the product's parsers, and lenient: what it cannot read it leaves as bytes.</remarks>
internal interface IGrammar
{
    /// <summary>Contents that parsers stumble over.</summary>
    IReadOnlyList<byte[]> Leaves { get; }

    /// <summary>What may stand before a content: tags, names; empty where another one would be no such input at all.</summary>
    IReadOnlyList<byte[]> Heads { get; }

    /// <summary>Takes apart; the root has no head.</summary>
    /// <returns>Null where the bytes have no such structure.</returns>
    Node? Read(ReadOnlySpan<byte> input);

    /// <summary>Puts together.</summary>
    void Write(Node node, List<byte> output);
}
