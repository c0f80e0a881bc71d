using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
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

    /// <summary>Manifests that the bulletin in force recalls, of releases that the verifier does not hold too.</summary>
    public IReadOnlyCollection<Sha256Digest> Recalls { get; init; } = [];

    /// <summary>The lowest release that the bulletin in force still allows; 0 where it says nothing.</summary>
    public long LeastRelease { get; init; }

    /// <summary>Why publishers do not want a release to run any more; null when they said nothing against it.</summary>
    /// <param name="manifest">Digest of its manifest, known or not.</param>
    /// <param name="release">Its number; null where that is not known.</param>
    internal Reason? Against(Sha256Digest manifest, long? release) =>
        Recalls.Contains(manifest) || Releases.Any(known => known.Recalled && known.Id.Manifest == manifest) ? EvidenceReasons.ModelRecalled
        : release < LeastRelease ? PolicyReasons.ReleaseBelowLeast
        : null;
}
