namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.trust-check/1</c>.</summary>
public sealed record TrustCheckDocument : CommandDocument
{
    /// <summary>Path of the content as given.</summary>
    public string? Content { get; init; }

    /// <summary>Path of the signature as given.</summary>
    public string? Cms { get; init; }

    /// <summary>How many different keys had to sign.</summary>
    public int? Threshold { get; init; }

    /// <summary>Distinct keys whose signature counted.</summary>
    public IReadOnlyList<SignerEntry> Signers { get; init; } = [];

    /// <summary>Time of the judgement, RFC 3339 UTC.</summary>
    public string? Time { get; init; }

    /// <summary>Where that time came from: <c>clock</c>, <c>argument</c> or <c>floor</c>.</summary>
    public string? TimeOrigin { get; init; }

    /// <summary>Whether that clock is trusted.</summary>
    public bool? ClockTrusted { get; init; }
}
