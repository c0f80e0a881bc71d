using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Store;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>What every slot needs from the agent.</summary>
/// <param name="State">Where slots are persisted.</param>
/// <param name="Effects">Runs what the machine asks for.</param>
/// <param name="Reporter">Tells people.</param>
/// <param name="Policy">The policy in force now; a reload changes it.</param>
/// <param name="Engine">What would answer now; empty until the worker said so.</param>
/// <param name="Documents">What a slot must hear of signed documents, before anything else.</param>
/// <param name="Changed">Called after each step; true when the slot became free for another package.</param>
/// <param name="Time">The clock of retries.</param>
internal sealed record SlotSurroundings(
    StateStore State,
    IEffectRunner Effects,
    UpdateReporter Reporter,
    Func<UpdatePolicy> Policy,
    Func<string> Engine,
    Func<string, IReadOnlyList<UpdateEvent>> Documents,
    Action<Slot, bool> Changed,
    TimeProvider Time)
{
    /// <summary>Called after a floor was stored and before anybody acts on it: a counter outside the disk follows (decision 0019).</summary>
    public Func<Task> FloorStored { get; init; } = () => Task.CompletedTask;
}
