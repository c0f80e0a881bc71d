using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Domain.Records;

/// <summary>What a record did to the chain of its device.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="State">The state after it: acknowledged and authenticated may have moved, also over records that waited.</param>
/// <param name="Acknowledge">What the device may be told once it is committed: everything up to there is kept. Null when nothing is.</param>
/// <param name="Detail">One line for the finding of a fork or an epoch break.</param>
public sealed record ChainStep(ChainStepKind Kind, DeviceState State, ChainPosition? Acknowledge, string? Detail = null);
