using MLSecOps.Contracts.Hub;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Rollouts;

namespace MLSecOps.Hub.Page.Views;

/// <summary>One rollout and where its devices stand.</summary>
/// <param name="Rollout">As it was started.</param>
/// <param name="Devices">Each device.</param>
/// <param name="Withdrawal">Why its release must not run any more; null when nothing is against it.</param>
public sealed record RolloutRow(Rollout Rollout, IReadOnlyList<RolloutDevice> Devices, Withdrawal? Withdrawal)
{
    /// <summary>How many devices are in a state.</summary>
    public int Count(string state) => Devices.Count(device => device.State == state);
}
