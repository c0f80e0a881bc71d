namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.trust-show/1</c>.</summary>
public sealed record TrustShowDocument : CommandDocument
{
    /// <summary>Path of trust.toml.</summary>
    public string? File { get; init; }

    /// <summary>The fleet's name, or null.</summary>
    public string? Fleet { get; init; }

    /// <summary>The signed document that the file is; null for trust.toml.</summary>
    public SignedDocumentEntry? Document { get; init; }

    /// <summary>Time-stamp authorities.</summary>
    public IReadOnlyList<AnchorEntry> Timestamp { get; init; } = [];

    /// <summary>Roles that are configured.</summary>
    public IReadOnlyList<RoleEntry> Roles { get; init; } = [];
}
