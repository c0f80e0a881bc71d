using System.Text.Json.Serialization;

namespace MLSecOps.Contracts.Varlink;

/// <summary>One file of an opened model.</summary>
/// <param name="Path">Path in the package, <c>/</c>-separated, relative: as the model names its external data.</param>
/// <param name="Role"><c>model</c>, <c>external-data</c> or <c>data</c>.</param>
/// <param name="Sha256"><c>sha256:</c> of the content, as sha256sum computes it.</param>
/// <param name="Size">Length in bytes.</param>
/// <param name="Fd">Index of its descriptor among those that came with the reply.</param>
public sealed record OpenModelFile(string Path, string Role, [property: JsonPropertyName("sha256")] string Sha256, long Size, int Fd);
