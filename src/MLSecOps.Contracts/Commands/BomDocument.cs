using System.Text.Json;

namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.bom/1</c>.</summary>
public sealed record BomDocument : CommandDocument
{
    /// <summary>Path of the model as given.</summary>
    public string? File { get; init; }

    /// <summary>Where the bill of materials was written; null when it is in <see cref="Bom"/>.</summary>
    public string? Output { get; init; }

    /// <summary>SHA-256 of the model's file.</summary>
    public string? Digest { get; init; }

    /// <summary>The bill of materials; null when it was written to <see cref="Output"/>.</summary>
    public JsonElement? Bom { get; init; }
}
