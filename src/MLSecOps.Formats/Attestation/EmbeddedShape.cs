using MLSecOps.Core.Bytes;

namespace MLSecOps.Formats.Attestation;

/// <summary>A byte string that holds CBOR.</summary>
/// <param name="content">What it must hold.</param>
internal sealed class EmbeddedShape(Shape content) : Shape
{
    public override bool Read(ClaimWalk walk, DataItem item)
    {
        if (item.Kind != DataKind.Bytes)
        {
            return walk.Refuse(item, "a byte string with CBOR inside", AnyShape.Name(item));
        }

        walk.Nested++;
        Parsed<DataItem> inner = CborItems.Read(item.Bytes, item.ContentOffset, walk.Nested, walk.Budget);
        bool fits = inner.TryGet(out DataItem? held, out FormatFault? fault) ? content.Read(walk, held) : walk.Refuse(fault);
        walk.Nested--;
        return fits;
    }
}
