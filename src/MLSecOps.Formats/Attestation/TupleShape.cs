namespace MLSecOps.Formats.Attestation;

/// <summary>An array whose elements have names.</summary>
/// <param name="least">Elements that must be there.</param>
/// <param name="elements">Their names and shapes.</param>
internal sealed class TupleShape(int least, params (string Name, Shape Shape)[] elements) : Shape
{
    public override bool Read(ClaimWalk walk, DataItem item)
    {
        if (item.Kind != DataKind.List || item.Items.Count < least || item.Items.Count > elements.Length)
        {
            return walk.Refuse(item, $"an array of {string.Join(", ", elements.Select(element => element.Name))}", AnyShape.Name(item));
        }

        return item.Items.Zip(elements).All(pair => walk.Under(pair.Second.Name, () => pair.Second.Shape.Read(walk, pair.First)));
    }
}
