namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.trust-init/1</c>.</summary>
public sealed record TrustInitDocument : CommandDocument
{
    /// <summary>The folder.</summary>
    public string? Directory { get; init; }

    /// <summary>The fleet's name.</summary>
    public string? Fleet { get; init; }

    /// <summary>Names and addresses in the certificate of the hub's server.</summary>
    public IReadOnlyList<string> HubHosts { get; init; } = [];

    /// <summary>Files written, relative to the folder.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];
}
