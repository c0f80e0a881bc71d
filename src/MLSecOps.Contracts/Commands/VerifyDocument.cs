namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.verify/1</c>.</summary>
public sealed record VerifyDocument : CommandDocument
{
    /// <summary>Path of the package as given.</summary>
    public string? Package { get; init; }

    /// <summary>What the manifest says; null when it could not be read.</summary>
    public ManifestEntry? Manifest { get; init; }

    /// <summary><c>sha256:</c> of the manifest's bytes.</summary>
    public string? ManifestDigest { get; init; }

    /// <summary>Distinct keys whose signature counted.</summary>
    public IReadOnlyList<SignerEntry> Signers { get; init; } = [];

    /// <summary>Time of the judgement, RFC 3339 UTC.</summary>
    public string? Time { get; init; }

    /// <summary>Where that time came from: <c>clock</c>, <c>argument</c> or <c>floor</c>.</summary>
    public string? TimeOrigin { get; init; }

    /// <summary>Whether that clock is trusted.</summary>
    public bool? ClockTrusted { get; init; }
}
