namespace MLSecOps.Formats.Attestation;

/// <summary>A concise software identification tag (RFC 9393), as attestation messages carry them; its resources are shown as they are.</summary>
internal static class CoswidCatalogue
{
    /// <summary>The number of the tag.</summary>
    public const long Number = 1398229316;

    private static readonly ClaimCatalogue Entity = new("an entity",
        [new(31, "entity-name", Shapes.Text, true), new(32, "reg-id", Shapes.Any), new(33, "role", Shapes.OneOrMore(Shapes.Choice(Shapes.AnyInteger, Shapes.Text)), true), new(34, "thumbprint", Shapes.Digest)]);

    /// <summary>The map.</summary>
    public static ClaimCatalogue Tag { get; } = new("a CoSWID tag",
    [
        new(0, "tag-id", Shapes.Choice(Shapes.SomeText, Shapes.Bytes(16, 16)), true),
        new(12, "tag-version", Shapes.AnyInteger, true),
        new(1, "software-name", Shapes.SomeText, true),
        new(2, "entity", Shapes.OneOrMore(Entity), true),
        new(3, "evidence", Shapes.Any),
        new(4, "link", Shapes.Any),
        new(5, "software-meta", Shapes.Any),
        new(6, "payload", Shapes.Any),
        new(8, "corpus", Shapes.Truth),
        new(9, "patch", Shapes.Truth),
        new(10, "media", Shapes.Text),
        new(11, "supplemental", Shapes.Truth),
        new(13, "software-version", Shapes.Text),
        new(14, "version-scheme", Shapes.Choice(Shapes.AnyInteger, Shapes.Text)),
        new(15, "lang", Shapes.Text),
    ]);
}
