namespace MLSecOps.Formats.Attestation;

/// <summary>One value.</summary>
/// <param name="expected">What it must be, in words.</param>
/// <param name="show">How it is shown; null when it does not fit.</param>
internal sealed class ScalarShape(string expected, Func<DataItem, string?> show) : Shape
{
    public override bool Read(ClaimWalk walk, DataItem item) => show(item) is { } text ? walk.Say(item, text) : walk.Refuse(item, expected, AnyShape.Name(item));
}
