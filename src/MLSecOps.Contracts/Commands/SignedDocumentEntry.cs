namespace MLSecOps.Contracts.Commands;

/// <summary>A signed document in JSON: what it says, not whether to believe it. Members that its kind does not have are absent.</summary>
/// <param name="File">Path.</param>
/// <param name="DocumentSchema">Its own schema, such as <c>mlsec.bulletin/1</c>.</param>
/// <param name="Version">Version of a bulletin or trust update, sequence of a membership.</param>
/// <param name="Issued">RFC 3339 UTC.</param>
/// <param name="Expires">RFC 3339 UTC.</param>
/// <param name="Digest"><c>sha256:</c> of its bytes.</param>
public sealed record SignedDocumentEntry(string File, string DocumentSchema, long Version, string Issued, string Expires, string Digest)
{
    /// <summary>The fleet that it is for.</summary>
    public string? Fleet { get; init; }

    /// <summary>Recalled releases.</summary>
    public IReadOnlyList<RecallEntry>? Recalls { get; init; }

    /// <summary>Least releases: model and number.</summary>
    public IReadOnlyDictionary<string, long>? LeastReleases { get; init; }

    /// <summary>Least CRL numbers: <c>sha256:</c> of the authority's SubjectPublicKeyInfo, and number.</summary>
    public IReadOnlyDictionary<string, long>? LeastCrlNumbers { get; init; }

    /// <summary>Roles of a trust update.</summary>
    public IReadOnlyList<RoleEntry>? Roles { get; init; }

    /// <summary>Release floors that are set anew.</summary>
    public IReadOnlyDictionary<string, long>? ResetReleaseFloors { get; init; }

    /// <summary>Sources of time that begin anew.</summary>
    public IReadOnlyList<string>? ResetTimeSources { get; init; }

    /// <summary>UEID of the device that a membership is of.</summary>
    public string? Device { get; init; }

    /// <summary>Groups of a membership.</summary>
    public IReadOnlyList<string>? Groups { get; init; }
}
