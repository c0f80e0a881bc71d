using MLSecOps.Contracts.Hub;

namespace MLSecOps.Contracts.Commands;

/// <summary>Schema <c>mlsec.device-list/1</c>: the verdicts are the hub's; nothing is judged here.</summary>
public sealed record DeviceListDocument : CommandDocument
{
    /// <summary>Address of the hub.</summary>
    public string? Hub { get; init; }

    /// <summary>Each device.</summary>
    public IReadOnlyList<HubDevice> Devices { get; init; } = [];
}
