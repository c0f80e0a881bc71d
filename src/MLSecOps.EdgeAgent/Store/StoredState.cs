using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>One generation of the state, decoded.</summary>
/// <param name="Slots">All slots.</param>
/// <param name="Counter">Number of the floors; 0 where there never was a counter.</param>
internal sealed record StoredState(IReadOnlyList<SlotState> Slots, long Counter);
