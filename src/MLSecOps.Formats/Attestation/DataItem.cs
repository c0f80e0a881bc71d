namespace MLSecOps.Formats.Attestation;

/// <summary>One item of CBOR or of JSON.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Absolute offset of its first byte.</param>
internal sealed record DataItem(DataKind Kind, long Offset)
{
    /// <summary>The integer, or the number of the tag.</summary>
    public long Number { get; init; }

    /// <summary>Text; of numbers beyond 64 bits, floats and simple values, how they are written.</summary>
    public string Text { get; init; } = "";

    /// <summary>Content of a byte string.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Absolute offset of the first byte of that content.</summary>
    public long ContentOffset { get; init; }

    /// <summary>Elements of an array; keys and values of a map in turn; the content of a tag.</summary>
    public IReadOnlyList<DataItem> Items { get; init; } = [];

    /// <summary>True for JSON, where bytes are base64url and many numbers are words.</summary>
    public bool IsJson { get; init; }

    /// <summary>Pairs of a map.</summary>
    public IEnumerable<(DataItem Key, DataItem Value)> Pairs
    {
        get
        {
            for (int i = 0; i + 1 < Items.Count; i += 2)
            {
                yield return (Items[i], Items[i + 1]);
            }
        }
    }

    /// <summary>True for a map with this integer key.</summary>
    public bool Has(long key) => Find(key) is not null;

    /// <summary>The value under an integer key; null when there is none.</summary>
    public DataItem? Find(long key) =>
        Kind == DataKind.Map ? Pairs.FirstOrDefault(pair => pair.Key.Kind == DataKind.Integer && pair.Key.Number == key).Value : null;

    /// <summary>The value under a text key; null when there is none.</summary>
    public DataItem? Find(string key) =>
        Kind == DataKind.Map ? Pairs.FirstOrDefault(pair => pair.Key.Kind == DataKind.Text && pair.Key.Text == key).Value : null;
}
