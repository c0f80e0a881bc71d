namespace MLSecOps.Formats.Attestation;

/// <summary>A shape for items of which something holds.</summary>
/// <param name="fits">What must hold.</param>
/// <param name="expected">The same in words.</param>
/// <param name="shape">The shape.</param>
internal sealed class ConditionShape(Func<DataItem, bool> fits, string expected, Shape shape) : Shape
{
    public override bool Read(ClaimWalk walk, DataItem item) => fits(item) ? shape.Read(walk, item) : walk.Refuse(item, expected, AnyShape.Name(item));
}
