namespace MLSecOps.Formats.Attestation;

/// <summary>Claims of entity attestation tokens (RFC 9711) and CBOR web tokens (RFC 8392).</summary>
internal static class EatCatalogue
{
    private static readonly Shape Ueid = Shapes.Bytes(7, 33);

    private static readonly Shape Version = new TupleShape(1, ("version", Shapes.Text), ("scheme", Shapes.Choice(Shapes.AnyInteger, Shapes.Text)));

    // RFC 9711, 4.1: bytes in CBOR, text in JSON.
    private static readonly Shape OneNonce = new ScalarShape(
        "a nonce of 8 to 64 bytes, or of 8 to 88 characters in JSON",
        item => item is { Kind: DataKind.Bytes, Bytes.Length: >= 8 and <= 64 } or { Kind: DataKind.Text, IsJson: true, Text.Length: >= 8 and <= 88 } ? AnyShape.Text(item) : null);

    // RFC 9711, 4.2.15 and 4.2.16: what another format measured, in its own encoding.
    private static readonly Shape Measurements = Shapes.List(
        new TupleShape(2, ("format", Shapes.Choice(Shapes.Unsigned, Shapes.Text)), ("content", Shapes.Choice(
            new EmbeddedShape(Shapes.Lazy(() => CoswidCatalogue.Tag)),
            new EmbeddedShape(Shapes.Lazy(() => MeasuredComponentCatalogue.Component)),
            Shapes.Bytes(1)))),
        1);

    private static readonly Shape Results = Shapes.List(
        new TupleShape(2, ("system", Shapes.Text), ("results", Shapes.List(new TupleShape(
            2, ("id", Shapes.Choice(Shapes.Text, Shapes.Bytes(1))), ("result", Shapes.Words((1, "success"), (2, "fail"), (3, "not-run"), (4, "absent")))), 1))),
        1);

    // In JSON a token stands in a pair with its kind: text alone is none.
    private static readonly Shape Nested = Shapes.When(item => item.Kind == DataKind.Bytes, "a nested token", NestedShape.Foreign);

    private static readonly Shape Submodule = Shapes.Choice(
        Shapes.Lazy(() => AttestationForms.Claims),
        Nested,
        new TupleShape(2, ("kind", Shapes.Words((0, "JWT"), (1, "CBOR"), (2, "BUNDLE"))), ("token", NestedShape.Foreign)),
        new TupleShape(2, ("kind", Shapes.Words((0, "DIGEST"))), ("digest", Shapes.Digest)),
        Shapes.Digest,
        new ScalarShape("a token in JSON", item => item is { Kind: DataKind.Text, IsJson: false } ? item.Text : null));

    /// <summary>The rows, for catalogues that add their own.</summary>
    public static IReadOnlyList<Claim> Rows { get; } =
    [
        new(1, "iss", Shapes.Text),
        new(2, "sub", Shapes.Text),
        new(3, "aud", Shapes.OneOrMore(Shapes.Text)),
        new(4, "exp", Shapes.Time),
        new(5, "nbf", Shapes.Time),
        new(6, "iat", Shapes.Time),
        new(7, "cti|jti", Shapes.Choice(Shapes.Bytes(), Shapes.Text)),
        new(8, "cnf", Shapes.Any),
        new(10, "eat_nonce", Shapes.Choice(OneNonce, Shapes.List(OneNonce, 2))),
        new(256, "ueid", Ueid),
        new(257, "sueids", TableShape.OfText(Ueid, 1)),
        new(258, "oemid", Shapes.Choice(Shapes.Unsigned, Shapes.Bytes(3, 3), Shapes.Bytes(16, 16))),
        new(259, "hwmodel", Shapes.Bytes(1, 32)),
        new(260, "hwversion", Version),
        new(261, "uptime", Shapes.Unsigned),
        new(262, "oemboot", Shapes.Truth),
        new(263, "dbgstat", Shapes.Words((0, "enabled"), (1, "disabled"), (2, "disabled-since-boot"), (3, "disabled-permanently"), (4, "disabled-fully-and-permanently"))),
        new(264, "location", Shapes.Any),
        new(265, "eat_profile", Shapes.Choice(Shapes.SomeText, Shapes.Bytes(1, 255))),
        new(266, "submods", TableShape.OfText(Submodule)),
        new(267, "bootcount", Shapes.Unsigned),
        new(268, "bootseed", Shapes.Bytes(1)),
        new(269, "dloas", Shapes.List(new TupleShape(2, ("registrar", Shapes.Text), ("platform", Shapes.Text), ("application", Shapes.Text)), 1)),
        new(270, "swname", Shapes.Text),
        new(271, "swversion", Version),
        new(272, "manifests", Measurements),
        new(273, "measurements", Measurements),
        new(274, "measres", Results),
        new(275, "intuse", Shapes.Words((1, "generic"), (2, "registration"), (3, "provisioning"), (4, "csr"), (5, "pop"))),
    ];

    /// <summary>The claims.</summary>
    public static ClaimCatalogue Claims { get; } = new("claims of an entity attestation token", [.. Rows]);

    /// <summary>Headers of COSE (RFC 9052, RFC 9360, RFC 9596, RFC 9597).</summary>
    public static ClaimCatalogue Headers { get; } = new("headers",
    [
        new(1, "alg", Shapes.Choice(Shapes.AnyInteger, Shapes.Text)),
        new(2, "crit", Shapes.List(Shapes.Choice(Shapes.AnyInteger, Shapes.Text), 1)),
        new(3, "content-type", Shapes.Choice(Shapes.Unsigned, Shapes.Text)),
        new(4, "kid", Shapes.Bytes(0, 1024)),
        new(8, "corim-meta", new EmbeddedShape(Shapes.Any)),
        new(15, "CWT-Claims", Shapes.Lazy(() => Claims)),
        new(16, "typ", Shapes.Choice(Shapes.Unsigned, Shapes.Text)),
        new(33, "x5chain", Shapes.OneOrMore(Shapes.Bytes(1))),
        new(34, "x5t", Shapes.Digest),
        new(258, "payload-hash-alg", Shapes.AnyInteger),
        new(259, "payload-preimage-content-type", Shapes.Choice(Shapes.Unsigned, Shapes.Text)),
        new(260, "payload-location", Shapes.Text),
    ]);
}
