namespace MLSecOps.Formats.Attestation;

/// <summary>One of several; the first that fits.</summary>
internal sealed class ChoiceShape(params Shape[] choices) : Shape
{
    public override bool Read(ClaimWalk walk, DataItem item) => choices.Any(choice => walk.Try(() => choice.Read(walk, item)));
}
