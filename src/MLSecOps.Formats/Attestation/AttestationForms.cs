using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Attestation;

/// <summary>The one table of kinds of messages, and how one is told from another.</summary>
internal static class AttestationForms
{
    private const string Eat = "RFC 9711", Corim = "draft-ietf-rats-corim";

    // From what names itself to what is told by its looks.
    private static readonly AttestationForm[] Table =
    [
        new("unprotected CWT claims set", "RFC 9781", item => Tagged(item, 601), Shapes.Tag(601, EatCatalogue.Claims)),
        new("detached EAT bundle", Eat, item => Tagged(item, 602) || IsBundle(item), new ChoiceShape(Shapes.Tag(602, DetachedBundle), DetachedBundle)),
        new("CoRIM", Corim, item => Tagged(item, 501), Shapes.Tag(501, CorimCatalogue.Corim)),
        new("CoMID", Corim, item => Tagged(item, 506), Shapes.Tag(506, new ChoiceShape(CorimCatalogue.Comid, new EmbeddedShape(CorimCatalogue.Comid)))),
        new("CoTL", Corim, item => Tagged(item, 508), Shapes.Tag(508, new ChoiceShape(CorimCatalogue.Cotl, new EmbeddedShape(CorimCatalogue.Cotl)))),
        new("concise evidence", "TCG DICE Concise Evidence Binding", item => Tagged(item, 571), Shapes.Tag(571, CorimCatalogue.Evidence)),
        new("CoSWID", "RFC 9393", item => Tagged(item, CoswidCatalogue.Number), Shapes.Tag(CoswidCatalogue.Number, CoswidCatalogue.Tag)),
        new("Arm CCA token", "draft-ffm-rats-cca-token", item => Tagged(item, 399), Shapes.Tag(399, new ClaimCatalogue("a CCA token", [new(44234, "platform", NestedShape.Instance, true), new(44241, "realm", NestedShape.Instance, true)]))) { IsContainer = true },
        new("conceptual message (tag)", "RFC 9999", CmwShape.IsTag, new CmwShape()) { IsContainer = true },
        new("MLSecOps evidence", "reference/evidence.cddl", item => item.Find(EatKeys.Profile)?.Bytes.Span.SequenceEqual(EvidenceProfile.OidBytes) == true, OwnCatalogue.Evidence) { Strict = (bytes, at) => Fault(EvidenceParser.Parse(bytes, at)) },
        new("MLSecOps evidence bundle", "mlsec.evidence-bundle/1", item => item.Find("schema")?.Text == "mlsec.evidence-bundle/1", OwnCatalogue.Bundle),
        new("attestation result", "draft-ietf-rats-ear", EarCatalogue.Fits, EarCatalogue.Claims),
        new("PSA attestation token", "RFC 9783", PsaCatalogue.Fits, PsaCatalogue.Claims),
        new("measured component", "draft-ietf-rats-eat-measured-component", MeasuredComponentCatalogue.Fits, MeasuredComponentCatalogue.Component),
        new("MLSecOps acknowledgement", "reference/evidence.cddl", OwnCatalogue.IsHead, OwnCatalogue.Head) { Strict = (bytes, _) => Fault(ChainHeadCodec.Decode(bytes)) },
        new("MLSecOps challenge", "reference/evidence.cddl", OwnCatalogue.IsChallenge, OwnCatalogue.Challenge) { Strict = (bytes, at) => Fault(ChallengeCodec.Decode(bytes, at)) },
        new("MLSecOps chain link", "reference/evidence.cddl", OwnCatalogue.IsLink, OwnCatalogue.Link) { Strict = (bytes, _) => Fault(ChainLink.Decode(bytes)) },
        new("CoMID", Corim, item => item.Find(1)?.Kind == DataKind.Map && item.Has(4), CorimCatalogue.Comid),
        new("CoTL", Corim, item => item.Find(0)?.Kind == DataKind.Map && item.Find(1)?.Kind == DataKind.List, CorimCatalogue.Cotl),
        new("CoRIM", Corim, item => item.Find(0)?.Kind is DataKind.Text or DataKind.Bytes && item.Find(1)?.Kind == DataKind.List, CorimCatalogue.Corim),
        new("CoSWID", "RFC 9393", item => item.Has(0) && item.Has(12) && item.Has(1), CoswidCatalogue.Tag),
        new("conceptual message (record)", "RFC 9999", CmwShape.IsRecord, new CmwShape()) { IsContainer = true },
        new("conceptual messages (collection)", "RFC 9999", CmwShape.IsCollection, new CmwShape()) { IsContainer = true },
        new("entity attestation claims", Eat, IsClaims, EatCatalogue.Claims),
    ];

    /// <summary>Claims of any profile, as a submodule has them.</summary>
    public static Shape Claims { get; } = new ChoiceOfClaims();

    private static Shape DetachedBundle => new TupleShape(2, ("token", new ChoiceShape(NestedShape.Instance, JsonToken)), ("detached", TableShape.OfText(NestedShape.Instance, 1)));

    private static Shape JsonToken => new TupleShape(2, ("kind", Shapes.Words((0, "JWT"), (1, "CBOR"))), ("token", NestedShape.Instance));

    /// <summary>Reads a whole message.</summary>
    /// <returns>Its kind; null after a departure.</returns>
    public static AttestationForm? Read(ClaimWalk walk, ReadOnlyMemory<byte> content, long origin)
    {
        if (walk.Nested > AttestationLimits.Depth)
        {
            walk.Refuse(new FormatFault(EvidenceReasons.CborLimit, origin, $"at most {AttestationLimits.Depth} levels"));
            return null;
        }

        ReadOnlySpan<byte> text = content.Span.TrimStart(" \t\r\n"u8);
        if (!text.IsEmpty && text[0] is (byte)'{' or (byte)'[')
        {
            return JsonItems.Read(content.Span, origin, walk.Nested, walk.Budget).TryGet(out DataItem? json, out FormatFault? bad) ? Read(walk, json, null) : Refuse(walk, bad);
        }

        ReadOnlySpan<byte> token = content.Span.Trim(" \t\r\n"u8);
        if (JsonWebSignature.Fits(token))
        {
            return JsonWebSignature.Read(walk, Encoding.ASCII.GetString(token), origin);
        }

        return CborItems.Read(content, origin, walk.Nested, walk.Budget).TryGet(out DataItem? item, out FormatFault? fault) ? Read(walk, item, content) : Refuse(walk, fault);
    }

    /// <summary>Reads an item of which the kind is not known.</summary>
    /// <param name="walk">Takes what it says.</param>
    /// <param name="item">The item.</param>
    /// <param name="content">Its bytes, where there are exactly those of it.</param>
    public static AttestationForm? Read(ClaimWalk walk, DataItem item, ReadOnlyMemory<byte>? content)
    {
        if (CoseMessage.Fits(item))
        {
            return CoseMessage.Read(walk, item);
        }

        AttestationForm? form = Array.Find(Table, each => each.Fits(item));
        if (form is null)
        {
            walk.Refuse(item, "a message of a kind that is known here", AnyShape.Name(item), AttestationReasons.Unknown);
            return null;
        }

        if (content is { } bytes && form.Strict?.Invoke(bytes, item.Offset) is { } fault)
        {
            return Refuse(walk, fault);
        }

        walk.Bare |= !walk.Inside && !form.IsContainer;
        return form.Shape.Read(walk, item) ? form : null;
    }

    private static AttestationForm? Refuse(ClaimWalk walk, FormatFault fault)
    {
        walk.Refuse(fault);
        return null;
    }

    private static FormatFault? Fault<T>(Parsed<T> parsed)
        where T : notnull => parsed.Match<FormatFault?>(_ => null, fault => fault);

    private static bool Tagged(DataItem item, long tag) => item.Kind == DataKind.Tag && item.Number == tag;

    private static bool IsBundle(DataItem item) => item is { IsJson: true, Kind: DataKind.List, Items: [{ Kind: DataKind.List }, { Kind: DataKind.Map }] };

    // Any claim of RFC 9711 will do: none of them is required.
    private static bool IsClaims(DataItem item) =>
        item.Kind == DataKind.Map && item.Pairs.Any(pair => EatCatalogue.Rows.Any(row => row.Key is 6 or >= 10 && row.Fits(pair.Key)));

    private sealed class ChoiceOfClaims : Shape
    {
        public override bool Read(ClaimWalk walk, DataItem item) =>
            item.Kind == DataKind.Map ? (PsaCatalogue.Fits(item) ? PsaCatalogue.Claims : EatCatalogue.Claims).Read(walk, item) : walk.Refuse(item, "claims", AnyShape.Name(item));
    }
}
