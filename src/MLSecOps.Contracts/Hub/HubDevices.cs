namespace MLSecOps.Contracts.Hub;

/// <summary>All devices, by UEID.</summary>
/// <param name="Devices">Each.</param>
public sealed record HubDevices(IReadOnlyList<HubDevice> Devices)
{
    /// <summary>How soon silence shows, and who is silent; null from a hub that does not say.</summary>
    public HubSilence? Silence { get; init; }
}
