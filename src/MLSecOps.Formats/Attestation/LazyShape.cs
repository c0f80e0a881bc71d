namespace MLSecOps.Formats.Attestation;

/// <summary>A shape that is defined elsewhere, perhaps around this one.</summary>
internal sealed class LazyShape(Func<Shape> shape) : Shape
{
    public override bool Read(ClaimWalk walk, DataItem item) => shape().Read(walk, item);
}
