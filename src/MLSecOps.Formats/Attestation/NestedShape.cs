using System.Text;

namespace MLSecOps.Formats.Attestation;

/// <summary>Bytes, or in JSON text, that hold an attestation message of their own.</summary>
/// <param name="foreign">True where what is inside may be anything, since the message is right without it: it is then shown as bytes, with what hindered the reading.</param>
internal sealed class NestedShape(bool foreign) : Shape
{
    /// <summary>A message that is known here.</summary>
    public static NestedShape Instance { get; } = new(false);

    /// <summary>A message that may be of any kind.</summary>
    public static NestedShape Foreign { get; } = new(true);

    public override bool Read(ClaimWalk walk, DataItem item)
    {
        // In JSON a token in JOSE stands as it is, one in COSE as base64url.
        ReadOnlyMemory<byte>? content = item is { IsJson: true, Kind: DataKind.Text } && JsonWebSignature.Fits(item.Text) ? Encoding.ASCII.GetBytes(item.Text) : Shapes.BytesOf(item);
        if (content is not { } bytes)
        {
            return walk.Refuse(item, "a message inside", AnyShape.Name(item));
        }

        if (!foreign)
        {
            return Read(walk, item, bytes);
        }

        return walk.TryInside(() => Read(walk, item, bytes)) is not { } fault || walk.Say(item, $"{AnyShape.Hex(bytes)} (not read: {fault.Reason.Code}, {fault.Expected})");
    }

    private static bool Read(ClaimWalk walk, DataItem item, ReadOnlyMemory<byte> bytes)
    {
        int at = walk.Claims.Count;
        walk.Nested++;
        // Offsets inside base64 would mean nothing: the text stands for all of it.
        AttestationForm? form = AttestationForms.Read(walk, bytes, item.Kind == DataKind.Bytes ? item.ContentOffset : item.Offset);
        walk.Nested--;
        if (form is not null)
        {
            walk.Claims.Insert(at, new AttestationClaim(walk.Path, form.Kind));
        }

        return form is not null;
    }
}
