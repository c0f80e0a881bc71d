using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cose;

namespace MLSecOps.Formats.Attestation;

/// <summary>COSE_Sign1 and COSE_Mac0 of any producer (RFC 9052), with the CWT tag around them or without (RFC 8392, 6). Algorithms and headers are free here; whether a signature verifies is for Trust.</summary>
internal static class CoseMessage
{
    private const long WebToken = 61, Sign1 = 18, Mac0 = 17;

    /// <summary>True for the tags of these messages.</summary>
    public static bool Fits(DataItem item) => item is { Kind: DataKind.Tag, Number: WebToken or Sign1 or Mac0 };

    /// <summary>Reads headers, payload and signature.</summary>
    /// <returns>The kind of what it holds; null after a departure.</returns>
    public static AttestationForm? Read(ClaimWalk walk, DataItem item)
    {
        bool token = item.Number == WebToken;
        DataItem message = token ? item.Items[0] : item;
        if (message is not { Kind: DataKind.Tag, Number: Sign1 or Mac0, Items: [{ Kind: DataKind.List, Items: [{ Kind: DataKind.Bytes } header, { Kind: DataKind.Map } open, { } payload, { Kind: DataKind.Bytes } value] }] })
        {
            walk.Refuse(message, "a tagged array of protected header, unprotected header, payload and signature", AnyShape.Name(message), EvidenceReasons.CoseMalformed);
            return null;
        }

        string envelope = message.Number == Sign1 ? "COSE_Sign1" : "COSE_Mac0";
        if (payload.Kind != DataKind.Bytes)
        {
            walk.Refuse(payload, "the payload inside the message", AnyShape.Name(payload), EvidenceReasons.CoseMalformed);
            return null;
        }

        if (Headers(walk, header, open) is not { } algorithm)
        {
            return null;
        }

        // A MAC is none of the signatures, whatever algorithm it claims.
        string name = CoseAlgorithms.Name(algorithm);
        bool inside = walk.Inside;
        walk.Signed.Add(new SignedContent(
            walk.Path, message.Number == Sign1 || name.StartsWith("HMAC", StringComparison.Ordinal) ? name : $"MAC {name}", !inside, message.Number == Sign1 ? CoseSign1.ToBeSigned(header.Bytes.Span, payload.Bytes.Span) : default, value.Bytes));
        walk.Inside = true;
        walk.Nested++;
        AttestationForm? held = AttestationForms.Read(walk, payload.Bytes, payload.ContentOffset);
        walk.Nested--;
        walk.Inside = inside;
        return held is null ? null : held with { Kind = $"{held.Kind} in {envelope}{(token ? " with CWT tag" : "")}" };
    }

    // The algorithm that the signature covers.
    private static DataItem? Headers(ClaimWalk walk, DataItem header, DataItem open)
    {
        DataItem? covered = new(DataKind.Map, header.Offset);
        if (header.Bytes.Length > 0 && !CborItems.Read(header.Bytes, header.ContentOffset, walk.Nested + 1, walk.Budget).TryGet(out covered, out FormatFault? fault))
        {
            walk.Refuse(fault);
            return null;
        }

        if (!walk.Under("protected", () => EatCatalogue.Headers.Read(walk, covered)) || !walk.Under("unprotected", () => EatCatalogue.Headers.Read(walk, open)))
        {
            return null;
        }

        if (covered.Pairs.FirstOrDefault(pair => open.Pairs.Any(other => AnyShape.Text(other.Key) == AnyShape.Text(pair.Key) && other.Key.Kind == pair.Key.Kind)).Key is { } twice)
        {
            walk.Refuse(twice, "each header either protected or not", null, EvidenceReasons.CoseMalformed);
            return null;
        }

        // RFC 9052, 3.1: whoever does not understand a critical header has to refuse the message.
        if ((covered.Find(2) ?? open.Find(2)) is { } critical)
        {
            walk.Refuse(critical, "no critical header", null, EvidenceReasons.CoseCritical);
            return null;
        }

        if (covered.Find(1) is not { } algorithm)
        {
            walk.Refuse(header, "an algorithm in the protected header", "none", EvidenceReasons.CoseAlgorithm);
            return null;
        }

        return algorithm;
    }
}
