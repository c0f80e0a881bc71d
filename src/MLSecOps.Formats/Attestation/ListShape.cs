namespace MLSecOps.Formats.Attestation;

/// <summary>An array of equal elements.</summary>
/// <param name="element">Each of them.</param>
/// <param name="least">Fewest elements.</param>
internal sealed class ListShape(Shape element, int least = 0) : Shape
{
    public override bool Read(ClaimWalk walk, DataItem item)
    {
        if (item.Kind != DataKind.List || item.Items.Count < least)
        {
            return walk.Refuse(item, $"an array of at least {least}", AnyShape.Name(item));
        }

        return item.Items.Count == 0 ? walk.Say(item, "[]") : item.Items.Index().All(each => walk.Under(AnyShape.Number(each.Index), () => element.Read(walk, each.Item)));
    }
}
