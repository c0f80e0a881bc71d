namespace MLSecOps.Contracts.Hub;

/// <summary>A rollout.</summary>
/// <param name="Id">The hub's number.</param>
/// <param name="Model">Slot name.</param>
/// <param name="Release">Release number.</param>
/// <param name="Version">Version.</param>
/// <param name="ManifestDigest">The package.</param>
/// <param name="Started">RFC 3339 UTC.</param>
/// <param name="StartedBy">By whom.</param>
/// <param name="Devices">Each device.</param>
public sealed record HubRollout(
    long Id, string Model, long Release, string Version, string ManifestDigest, string Started, string StartedBy, IReadOnlyList<RolloutDevice> Devices)
{
    /// <summary>Why its release must not run any more, by the bulletin in force; null when nothing is against it.</summary>
    public HubWithdrawal? Withdrawal { get; init; }
}
