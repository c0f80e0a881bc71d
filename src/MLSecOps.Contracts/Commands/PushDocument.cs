using MLSecOps.Contracts.Hub;

namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.push/1</c>.</summary>
public sealed record PushDocument : CommandDocument
{
    /// <summary>Path of the package as given.</summary>
    public string? Package { get; init; }

    /// <summary>Address of the hub.</summary>
    public string? Hub { get; init; }

    /// <summary>True when the hub had it already.</summary>
    public bool? Already { get; init; }

    /// <summary>What the hub has now.</summary>
    public HubPackage? Stored { get; init; }
}
