namespace MLSecOps.Formats.Attestation;

/// <summary>Reference values and endorsements: CoRIM, CoMID, CoTL (draft-ietf-rats-corim), and concise evidence, which shares their parts (TCG, DICE Concise Evidence).</summary>
/// <remarks>Extension points of the drafts, and the conditions of conditional triples, are shown as they are.</remarks>
internal static class CorimCatalogue
{
    private static readonly Shape Moment = Shapes.Choice(Shapes.Tag(1, Shapes.Time), Shapes.Time);

    private static readonly Shape Address = Shapes.Choice(Shapes.Tag(32, Shapes.SomeText), Shapes.SomeText, Shapes.Tag(111, Shapes.Bytes(1)), Shapes.Bytes(1));

    private static readonly Shape Integer = Shapes.Choice(Shapes.AnyInteger, Shapes.Tag(552, Shapes.Unsigned), Shapes.Tag(553, Shapes.Unsigned));

    private static readonly ClaimCatalogue Class = new("a class",
        [new(0, "class-id", Shapes.Any), new(1, "vendor", Shapes.SomeText), new(2, "model", Shapes.SomeText), new(3, "layer", Shapes.Unsigned), new(4, "index", Shapes.Unsigned)], NotEmpty);

    private static readonly ClaimCatalogue Environment = new("an environment", [new(0, "class", Class), new(1, "instance", Shapes.Any), new(2, "group", Shapes.Any)], NotEmpty);

    private static readonly ClaimCatalogue Values = new("measured values",
    [
        new(0, "version", new ClaimCatalogue("a version", [new(0, "version", Shapes.Text, true), new(1, "version-scheme", Shapes.Choice(Shapes.AnyInteger, Shapes.Text))])),
        new(1, "svn", Integer),
        new(2, "digests", Shapes.List(Shapes.Digest, 1)),
        new(3, "flags", new TableShape(key => key.Kind == DataKind.Integer ? Flag(key.Number) : null, "a flag's number", Shapes.Truth)),
        new(4, "raw-value", Shapes.Any),
        new(5, "raw-value-mask", Shapes.Bytes(1)),
        new(6, "mac-addr", Shapes.Choice(Shapes.Bytes(6, 6), Shapes.Bytes(8, 8))),
        new(7, "ip-addr", Shapes.Choice(Shapes.Bytes(4, 4), Shapes.Bytes(16, 16), Shapes.Tag(52, Shapes.Any), Shapes.Tag(54, Shapes.Any))),
        new(8, "serial-number", Shapes.Text),
        new(9, "ueid", Shapes.Bytes(7, 33)),
        new(10, "uuid", Shapes.Bytes(16, 16)),
        new(11, "name", Shapes.Text),
        new(13, "cryptokeys", Shapes.List(Shapes.Any, 1)),
        new(14, "integrity-registers", new TableShape(key => key.Kind is DataKind.Integer or DataKind.Text ? AnyShape.Text(key) : null, "a register", Shapes.List(Shapes.Digest, 1), 1)),
        new(15, "int-range", Shapes.Any),
    ], NotEmpty);

    private static readonly ClaimCatalogue Measurement = new("a measurement",
        [new(0, "mkey", Shapes.Any), new(1, "mval", Values, true), new(2, "authorized-by", Shapes.OneOrMore(Shapes.Any))]);

    private static readonly Shape MeasurementTriples = Shapes.List(new TupleShape(2, ("environment", Environment), ("measurements", Shapes.List(Measurement, 1))), 1);

    private static readonly Shape KeyTriples = Shapes.List(new TupleShape(2, ("environment", Environment), ("keys", Shapes.List(Shapes.Any, 1)), ("conditions", Shapes.Any)), 1);

    // Environments were domains once: the drafts changed their mind, and files of both kinds are about.
    private static readonly Shape DomainTriples = Shapes.List(new TupleShape(2, ("domain", Shapes.Any), ("members", Shapes.List(Shapes.Any, 1))), 1);

    private static readonly ClaimCatalogue Triples = new("triples",
    [
        new(0, "reference-triples", MeasurementTriples),
        new(1, "endorsed-triples", MeasurementTriples),
        new(2, "identity-triples", KeyTriples),
        new(3, "attest-key-triples", KeyTriples),
        new(4, "dependency-triples", DomainTriples),
        new(5, "membership-triples", DomainTriples),
        new(6, "coswid-triples", Shapes.List(new TupleShape(2, ("environment", Environment), ("tag-ids", Shapes.List(Shapes.Identifier, 1))), 1)),
        new(8, "conditional-endorsement-series-triples", Shapes.List(Shapes.Any, 1)),
        new(10, "conditional-endorsement-triples", Shapes.List(Shapes.Any, 1)),
    ], NotEmpty);

    private static readonly ClaimCatalogue Entity = new("an entity",
        [new(0, "name", Shapes.SomeText, true), new(1, "reg-id", Address), new(2, "role", Shapes.List(Shapes.AnyInteger, 1), true)]);

    private static readonly ClaimCatalogue Identity = new("a tag's identity", [new(0, "tag-id", Shapes.Identifier, true), new(1, "tag-version", Shapes.Unsigned)]);

    private static readonly ClaimCatalogue Validity = new("a validity", [new(0, "not-before", Moment), new(1, "not-after", Moment, true)]);

    private static readonly ClaimCatalogue EvidenceTriples = new("evidence triples",
    [
        new(0, "evidence-triples", MeasurementTriples),
        new(1, "identity-triples", KeyTriples),
        new(2, "dependency-triples", DomainTriples),
        new(3, "membership-triples", DomainTriples),
        new(4, "coswid-triples", Shapes.List(new TupleShape(2, ("environment", Environment), ("evidence", Shapes.List(Shapes.Any, 1))), 1)),
        new(5, "attest-key-triples", KeyTriples),
    ], NotEmpty);

    /// <summary>A CoMID.</summary>
    public static ClaimCatalogue Comid { get; } = new("a CoMID",
    [
        new(0, "language", Shapes.Text),
        new(1, "tag-identity", Identity, true),
        new(2, "entities", Shapes.List(Entity, 1)),
        new(3, "linked-tags", Shapes.List(new ClaimCatalogue("a linked tag", [new(0, "linked-tag-id", Shapes.Identifier, true), new(1, "tag-rel", Shapes.AnyInteger, true)]), 1)),
        new(4, "triples", Triples, true),
    ]);

    /// <summary>A list of tags.</summary>
    public static ClaimCatalogue Cotl { get; } = new("a CoTL",
        [new(0, "tag-identity", Identity, true), new(1, "tags-list", Shapes.List(Identity, 1), true), new(2, "tl-validity", Validity, true)]);

    /// <summary>A manifest.</summary>
    public static ClaimCatalogue Corim { get; } = new("a CoRIM",
    [
        new(0, "id", Shapes.Identifier, true),
        new(1, "tags", Shapes.List(
            Shapes.Choice(Shapes.Tag(506, new EmbeddedShape(Comid)), Shapes.Tag(505, new EmbeddedShape(CoswidCatalogue.Tag)), Shapes.Tag(508, new EmbeddedShape(Cotl))), 1), true),
        new(2, "dependent-rims", Shapes.List(new ClaimCatalogue("a locator", [new(0, "href", Shapes.OneOrMore(Address), true), new(1, "thumbprint", Shapes.Any)]), 1)),
        new(3, "profile", Shapes.OneOrMore(Address)),
        new(4, "rim-validity", Validity),
        new(5, "entities", Shapes.List(Entity, 1)),
    ]);

    /// <summary>Concise evidence.</summary>
    public static ClaimCatalogue Evidence { get; } = new("concise evidence",
        [new(0, "ev-triples", EvidenceTriples, true), new(1, "evidence-id", Shapes.Any), new(2, "profile", Address)]);

    private static string? NotEmpty(DataItem item) => item.Items.Count == 0 ? "at least one member" : null;

    private static string? Flag(long number) => number switch
    {
        0 => "configured",
        1 => "secure",
        2 => "recovery",
        3 => "debug",
        4 => "replay-protected",
        5 => "integrity-protected",
        6 => "runtime-meas",
        7 => "immutable",
        8 => "tcb",
        9 => "confidentiality-protected",
        _ => AnyShape.Number(number),
    };
}
