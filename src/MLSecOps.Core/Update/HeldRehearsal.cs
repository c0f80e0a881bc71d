namespace MLSecOps.Core.Update;

/// <summary>A rehearsal after it was held against the enrolled answers.</summary>
/// <param name="State">The slot with what is enrolled now.</param>
/// <param name="Result">The result that counts.</param>
/// <param name="Told">What it says of the answers; null for nothing new.</param>
internal sealed record HeldRehearsal(SlotState State, RehearsalResult Result, UpdateEffect.Report? Told);
