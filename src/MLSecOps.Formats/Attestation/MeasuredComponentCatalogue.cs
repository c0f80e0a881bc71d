namespace MLSecOps.Formats.Attestation;

/// <summary>A measured component (draft-ietf-rats-eat-measured-component).</summary>
internal static class MeasuredComponentCatalogue
{
    /// <summary>The map.</summary>
    public static ClaimCatalogue Component { get; } = new("a measured component",
    [
        new(1, "id", new TupleShape(1, ("name", Shapes.SomeText), ("version", new TupleShape(1, ("version", Shapes.Text), ("scheme", Shapes.Choice(Shapes.AnyInteger, Shapes.Text))))), true),
        new(2, "digested-measurement", Shapes.Digest),
        new(5, "raw-measurement", Shapes.Bytes(1)),
        new(3, "authorities", Shapes.List(Shapes.Bytes(1), 1)),
        new(4, "flags", Shapes.Bytes(8, 8)),
    ], item => (item.Find(2) ?? item.Find("digested-measurement")) is null == ((item.Find(5) ?? item.Find("raw-measurement")) is null) ? "either a digested or a raw measurement" : null);

    /// <summary>True for a map that is one.</summary>
    public static bool Fits(DataItem item) =>
        (item.Find(1) is { Kind: DataKind.List, Items: [{ Kind: DataKind.Text }] or [{ Kind: DataKind.Text }, { Kind: DataKind.List }] } && !item.Has(0) && (item.Find(2)?.Kind == DataKind.List || item.Has(5))) || (item.Find("id")?.Kind == DataKind.List && (item.Find("digested-measurement") ?? item.Find("raw-measurement")) is not null);
}
