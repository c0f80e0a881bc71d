namespace MLSecOps.Formats.Attestation;

/// <summary>Conceptual messages (RFC 9999): a record <c>[type, value, ?what it is]</c>, a CBOR tag of a content format around the value, or a collection of them.</summary>
internal sealed class CmwShape : Shape
{
    // RFC 9277, 4.3: TN(ct), for content formats 0 to 65024.
    private const long FirstTag = 0x63740101, LastTag = FirstTag + (65024 / 255 * 256) + (65024 % 255);

    private const string CollectionType = "__cmwc_t";

    // RFC 9999, 3.1: what the value is, as bits.
    private static readonly Shape Indicator = Shapes.Integer(1, 31);

    /// <summary>True for a tag that stands for a content format.</summary>
    public static bool IsTag(DataItem item) => item is { Kind: DataKind.Tag, Number: >= FirstTag and <= LastTag };

    /// <summary>True for an array that begins like a record.</summary>
    public static bool IsRecord(DataItem item) =>
        item is { Kind: DataKind.List, Items: [{ } type, { } value, ..], Items.Count: 2 or 3 }
        && (type.Kind == DataKind.Integer || (type.Kind == DataKind.Text && type.Text.Contains('/')))
        && value.Kind == (item.IsJson ? DataKind.Text : DataKind.Bytes);

    /// <summary>True for a map of them.</summary>
    public static bool IsCollection(DataItem item) =>
        item.Kind == DataKind.Map && item.Items.Count > 0
        && item.Pairs.All(pair => pair.Key.Text == CollectionType ? pair.Value.Kind is DataKind.Text or DataKind.Bytes : IsRecord(pair.Value) || IsTag(pair.Value) || IsCollection(pair.Value));

    public override bool Read(ClaimWalk walk, DataItem item) =>
        item.Kind == DataKind.List ? Record(walk, item)
        : item.Kind == DataKind.Tag ? Tagged(walk, item)
        : Collection(walk, item);

    private static bool Record(ClaimWalk walk, DataItem item)
    {
        (DataItem type, DataItem value) = (item.Items[0], item.Items[1]);
        string format = AnyShape.Text(type);
        return (type.Kind != DataKind.Integer || type.Number is >= 0 and <= ushort.MaxValue || walk.Refuse(type, "a content format from 0 to 65535", format))
            && walk.Under("type", () => walk.Say(type, format))
            && (item.Items.Count == 2 || walk.Under("indicator", () => Indicator.Read(walk, item.Items[2])))
            && walk.Under("value", () => Content(walk, value));
    }

    private static bool Tagged(ClaimWalk walk, DataItem item)
    {
        long steps = item.Number - FirstTag;
        return walk.Under("type", () => walk.Say(item, AnyShape.Number((steps / 256 * 255) + (steps % 256)))) && walk.Under("value", () => Content(walk, item.Items[0]));
    }

    private bool Collection(ClaimWalk walk, DataItem item)
    {
        foreach ((DataItem key, DataItem value) in item.Pairs)
        {
            if (key.Kind is not (DataKind.Text or DataKind.Integer))
            {
                return walk.Refuse(key, "an integer or text as key", AnyShape.Name(key));
            }

            if (!walk.Under(AnyShape.Text(key), () => key.Text == CollectionType ? Shapes.Any.Read(walk, value) : Read(walk, value)))
            {
                return false;
            }
        }

        return true;
    }

    // Most types are not ours to know: what is not a message that is known here is shown as bytes.
    private static bool Content(ClaimWalk walk, DataItem value) => NestedShape.Foreign.Read(walk, value);
}
