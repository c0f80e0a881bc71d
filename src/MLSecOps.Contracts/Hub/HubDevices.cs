namespace MLSecOps.Contracts.Hub;

/// <summary>All devices, by UEID.</summary>
/// <param name="Devices">Each.</param>
public sealed record HubDevices(IReadOnlyList<HubDevice> Devices);
