namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>A model that does one thing that no honest one does, and the rule of the inspection that must say so. For backdoors in the graph see <see cref="BackdooredModel"/>.</summary>
/// <param name="Name">What is done, short and unique.</param>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Build">Makes the model's bytes.</param>
public sealed record HostileModel(string Name, string Rule, Func<byte[]> Build)
{
    /// <summary>What the finding weighs: <c>Blocking</c>, <c>Warning</c> or <c>Notice</c>.</summary>
    public string Severity { get; init; } = "Blocking";

    /// <summary>Files that the signature covers besides the model; null when nothing is signed.</summary>
    public IReadOnlyList<(string Path, long Length)>? Signed { get; init; }

    /// <summary>The installed release's model; null for none.</summary>
    public byte[]? Installed { get; init; }

    /// <summary>The bill of materials that comes with the model; null for none.</summary>
    public string? Bill { get; init; }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<HostileModel> All { get; } =
    [
        .. ExternalPathModels.All, .. ExternalKeyModels.All, .. ExternalUnsignedModels.All, .. ArchiveModels.All, .. TensorSizeModels.All, .. BlowUpModels.All, .. NestedBlowUpModels.All,
        .. OperatorModels.All, .. MetadataModels.All, .. EncodedTextModels.All, .. PlacedTextModels.All, .. WireModels.All, .. AmbiguousModels.All, .. WeightModels.All, .. DriftModels.All,
        .. BillModels.All,
    ];

    /// <summary>The name.</summary>
    public override string ToString() => $"{Rule}/{Name}";
}
