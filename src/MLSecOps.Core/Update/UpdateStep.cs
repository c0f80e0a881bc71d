namespace MLSecOps.Core.Update;

/// <summary>What one event leads to: the state to persist first, then the effects in order.</summary>
public sealed record UpdateStep(SlotState State, IReadOnlyList<UpdateEffect> Effects);
