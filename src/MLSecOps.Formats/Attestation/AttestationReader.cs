using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Attestation;

/// <summary>Reads any attestation message: tells what it is, holds it against its specification, and lists what it says.</summary>
/// <remarks>
/// Legal spellings that our own messages never have (indefinite lengths, longer numbers than needed) are taken and noted, since other
/// profiles allow them (RFC 9711, 6); our own messages go through their strict readers. Nothing here says that a message is genuine.
/// </remarks>
public static class AttestationReader
{
    /// <summary>Reads a message.</summary>
    /// <param name="content">CBOR, JSON, or a JSON web signature; nothing around it. Untrusted, at most <see cref="AttestationLimits.Bytes"/> bytes.</param>
    /// <returns>The message, or the departure that stands furthest in it. Inside base64, the offset is that of the text.</returns>
    public static Parsed<AttestationMessage> Read(ReadOnlyMemory<byte> content)
    {
        if (content.Length > AttestationLimits.Bytes)
        {
            return new FormatFault(EvidenceReasons.CborLimit, AttestationLimits.Bytes, $"at most {AttestationLimits.Bytes} bytes", $"{content.Length} bytes");
        }

        ClaimWalk walk = new();
        AttestationForm? form = AttestationForms.Read(walk, content, 0);
        return form is null
            ? walk.Fault! with { Offset = Math.Min(walk.Fault!.Offset, content.Length) }
            : new AttestationMessage(form.Kind, form.Source, walk.Claims, walk.Signed, walk.Bare, [.. Notes(walk)]);
    }

    private static IEnumerable<string> Notes(ClaimWalk walk)
    {
        if (walk.Budget.Indefinite is { } indefinite)
        {
            yield return $"indefinite lengths, the first at byte {indefinite}";
        }

        if (walk.Budget.Longer is { } longer)
        {
            yield return $"numbers longer than they need be, the first at byte {longer}";
        }

        if (walk.Unknown.Count > 0)
        {
            yield return $"claims that are not known here: {string.Join(", ", walk.Unknown.Distinct().Order(StringComparer.Ordinal).Take(16))}";
        }
    }
}
