namespace MLSecOps.Formats.Attestation;

/// <summary>A map whose keys are data.</summary>
/// <param name="key">How a key is shown; null when it is none.</param>
/// <param name="keys">What keys must be, in words.</param>
/// <param name="value">Each value.</param>
/// <param name="least">Fewest pairs.</param>
internal sealed class TableShape(Func<DataItem, string?> key, string keys, Shape value, int least = 0) : Shape
{
    /// <summary>Keys that are text.</summary>
    public static TableShape OfText(Shape value, int least = 0) => new(item => item.Kind == DataKind.Text ? item.Text : null, "text as key", value, least);

    public override bool Read(ClaimWalk walk, DataItem item)
    {
        if (item.Kind != DataKind.Map || item.Items.Count / 2 < least)
        {
            return walk.Refuse(item, $"a map of at least {least}", AnyShape.Name(item));
        }

        foreach ((DataItem name, DataItem held) in item.Pairs)
        {
            if (key(name) is not { } shown)
            {
                return walk.Refuse(name, keys, AnyShape.Name(name));
            }

            if (!walk.Under(shown, () => value.Read(walk, held)))
            {
                return false;
            }
        }

        return true;
    }
}
