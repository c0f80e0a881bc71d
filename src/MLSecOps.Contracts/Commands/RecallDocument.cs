using MLSecOps.Contracts.Hub;

namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.rollout-recall/1</c>.</summary>
public sealed record RecallDocument : CommandDocument
{
    /// <summary>Path of the bulletin as given.</summary>
    public string? Document { get; init; }

    /// <summary>Address of the hub.</summary>
    public string? Hub { get; init; }

    /// <summary>True when the hub had it already.</summary>
    public bool? Already { get; init; }

    /// <summary>What is in force at the hub now.</summary>
    public HubBulletin? Bulletin { get; init; }
}
