using MLSecOps.Core.Findings;

namespace MLSecOps.Core.Update;

/// <summary>Something the shell does next, after the new state is on disk. Each is safe to repeat after a crash.</summary>
public abstract record UpdateEffect
{
    private UpdateEffect()
    {
    }

    /// <summary>Bring the offer's bytes within reach; answers <see cref="UpdateEvent.Fetched"/> or <see cref="UpdateEvent.AttemptFailed"/>.</summary>
    public sealed record Fetch(Offer Offer) : UpdateEffect;

    /// <summary>Verify the offer while copying its payload to the staging folder; answers <see cref="UpdateEvent.PackageVerified"/>, <see cref="UpdateEvent.PackageRefused"/> or <see cref="UpdateEvent.AttemptFailed"/>.</summary>
    public sealed record Verify(Offer Offer) : UpdateEffect;

    /// <summary>Inspect the candidate's model in the staging folder, and compare it with that of <paramref name="Installed"/> where there is one; answers <see cref="UpdateEvent.CandidateInspected"/>.</summary>
    public sealed record InspectCandidate(InstalledRelease Release, ReleaseId? Installed) : UpdateEffect;

    /// <summary>Run the candidate's sanity suite from the staging folder; answers <see cref="UpdateEvent.CandidateRehearsed"/>.</summary>
    public sealed record RehearseCandidate(InstalledRelease Release) : UpdateEffect;

    /// <summary>Move the staging folder to the release's place, durably; answers <see cref="UpdateEvent.Placed"/>.</summary>
    public sealed record Place(ReleaseId Release) : UpdateEffect;

    /// <summary>Point <c>current</c> to a release, atomically and durably; answers <see cref="UpdateEvent.Switched"/>.</summary>
    public sealed record Switch(ReleaseId Release) : UpdateEffect;

    /// <summary>Copy the offer's package as the pristine copy of this release, durably. Comes before the switch: a power cut in between must not leave a current release that nothing can be restored from.</summary>
    public sealed record KeepPackage(Offer Offer, ReleaseId Release) : UpdateEffect;

    /// <summary>Remove the package from where it was offered: it is installed.</summary>
    public sealed record RemoveOffer(Offer Offer) : UpdateEffect;

    /// <summary>Forget what was staged for an offer.</summary>
    public sealed record Discard(Offer Offer) : UpdateEffect;

    /// <summary>Answer <see cref="UpdateEvent.SoakElapsed"/> when the soak time passed. A restart begins it anew.</summary>
    public sealed record StartSoak(ReleaseId Release) : UpdateEffect;

    /// <summary>Compare a release's bytes on disk with its manifest; answers <see cref="UpdateEvent.Rechecked"/>.</summary>
    public sealed record Recheck(ReleaseId Release) : UpdateEffect;

    /// <summary>Inspect the current release's model; answers <see cref="UpdateEvent.CurrentInspected"/>.</summary>
    public sealed record InspectCurrent(InstalledRelease Release) : UpdateEffect;

    /// <summary>Run the current release's sanity suite; answers <see cref="UpdateEvent.CurrentRehearsed"/>.</summary>
    public sealed record RehearseCurrent(InstalledRelease Release) : UpdateEffect;

    /// <summary>Copy the tampered bytes of a release aside, capped, before anything overwrites them.</summary>
    public sealed record KeepEvidence(ReleaseId Release) : UpdateEffect;

    /// <summary>Put a tampered release back from its pristine package, verified anew; answers <see cref="UpdateEvent.Restored"/> or <see cref="UpdateEvent.RestoreFailed"/>.</summary>
    public sealed record Restore(ReleaseId Release) : UpdateEffect;

    /// <summary>Remove releases of the slot that are neither current nor confirmed.</summary>
    public sealed record Prune : UpdateEffect;

    /// <summary>Tell people: one entry in the journal.</summary>
    public sealed record Report(UpdateReport What, ReleaseId? Release, Reason? Reason) : UpdateEffect
    {
        /// <summary>One line about this very case; null where the shell knows more. May be text from a package.</summary>
        public string? Detail { get; init; }
    }
}
