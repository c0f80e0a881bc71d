namespace MLSecOps.Formats.Attestation;

/// <summary>A tag and what it must hold; the tag itself is not shown.</summary>
internal sealed class TagShape(long tag, Shape content) : Shape
{
    public override bool Read(ClaimWalk walk, DataItem item) =>
        item.Kind == DataKind.Tag && item.Number == tag ? content.Read(walk, item.Items[0]) : walk.Refuse(item, $"tag {tag}", AnyShape.Name(item));
}
