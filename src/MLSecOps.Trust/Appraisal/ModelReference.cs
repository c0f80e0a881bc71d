using MLSecOps.Core.Update;

namespace MLSecOps.Trust.Appraisal;

/// <summary>What the verifier knows about one model on one device.</summary>
/// <param name="Model">Slot name.</param>
/// <param name="Releases">All known releases of the model.</param>
/// <param name="Desired">The release that a directive asks for; null when none does.</param>
/// <param name="LastFloor">The greatest floor that earlier trusted evidence of this device stated; 0 when there was none.</param>
public sealed record ModelReference(string Model, IReadOnlyList<ReferenceRelease> Releases, ReleaseId? Desired, long LastFloor)
{
    /// <summary>What a challenge showed of the release that the device claims; null where its package declares none.</summary>
    public ChallengeFinding? Challenge { get; init; }
}
