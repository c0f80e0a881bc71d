using System.Globalization;
using MLSecOps.Core.Packages;

namespace MLSecOps.Contracts.Commands;

/// <summary>A manifest in JSON. Text in it is the publisher's.</summary>
/// <param name="Model">Slot.</param>
/// <param name="Version">For people.</param>
/// <param name="Release">For machines.</param>
/// <param name="Format"><c>onnx</c> or <c>opaque</c>.</param>
/// <param name="Audience">Fleets; empty means any.</param>
/// <param name="Hardware">Hardware names; empty means any.</param>
/// <param name="MinAgent">Oldest agent, or null.</param>
/// <param name="Issued">RFC 3339 UTC.</param>
/// <param name="Expires">RFC 3339 UTC.</param>
/// <param name="Files">The payload.</param>
public sealed record ManifestEntry(
    string Model,
    string Version,
    long Release,
    string Format,
    IReadOnlyList<string> Audience,
    IReadOnlyList<string> Hardware,
    string? MinAgent,
    string Issued,
    string Expires,
    IReadOnlyList<PayloadEntry> Files)
{
    /// <summary>The JSON form of a manifest.</summary>
    public static ManifestEntry Of(ModelManifest manifest)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        return new ManifestEntry(
            manifest.Model,
            manifest.Version,
            manifest.Release,
            manifest.Format == ModelFormat.Onnx ? "onnx" : "opaque",
            manifest.Audience,
            manifest.Hardware,
            manifest.MinAgent,
            Timestamp.Of(manifest.Issued),
            Timestamp.Of(manifest.Expires),
            [.. manifest.Files.Select(file => new PayloadEntry(file.Path, RoleWord(file.Role), file.SizeBytes, file.FsVerity.ToString()))]);
    }

    /// <summary>The manifest's word for a role.</summary>
    public static string RoleWord(FileRole role) => role switch
    {
        FileRole.Model => "model",
        FileRole.ExternalData => "external-data",
        FileRole.Sanity => "sanity",
        FileRole.Baseline => "baseline",
        FileRole.Inspection => "inspection",
        FileRole.Mlbom => "mlbom",
        FileRole.Data => "data",
        _ => ((int)role).ToString(CultureInfo.InvariantCulture),
    };
}
