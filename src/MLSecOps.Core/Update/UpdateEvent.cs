using MLSecOps.Core.Findings;

namespace MLSecOps.Core.Update;

/// <summary>Something that happened to a slot. The shell makes events from the world; the machine decides what they mean.</summary>
public abstract record UpdateEvent
{
    private UpdateEvent()
    {
    }

    /// <summary>The agent started; whatever was on its way when it stopped is unknown.</summary>
    public sealed record Started : UpdateEvent;

    /// <summary>A package is there.</summary>
    public sealed record Offered(Offer Offer) : UpdateEvent;

    /// <summary>What the outside world stopped may be tried again: the schedule says so, or the configuration changed.</summary>
    public sealed record RetryDue : UpdateEvent;

    /// <summary>The candidate's bytes are within reach.</summary>
    public sealed record Fetched : UpdateEvent;

    /// <summary>Signature, policy and every block of the candidate passed, and its payload is whole in the staging folder.</summary>
    public sealed record PackageVerified(InstalledRelease Release) : UpdateEvent;

    /// <summary>The candidate was refused, or could not be judged.</summary>
    public sealed record PackageRefused(Reason Reason) : UpdateEvent;

    /// <summary>The candidate's inspection ended.</summary>
    public sealed record CandidateInspected(InspectionResult Result) : UpdateEvent;

    /// <summary>The candidate's rehearsal ended.</summary>
    public sealed record CandidateRehearsed(RehearsalResult Result) : UpdateEvent;

    /// <summary>The candidate is in its place in the store.</summary>
    public sealed record Placed : UpdateEvent;

    /// <summary><c>current</c> points to this release now.</summary>
    public sealed record Switched(ReleaseId Release) : UpdateEvent;

    /// <summary>The shell could not do what the candidate needed (disk, permission). The offer may be tried again later.</summary>
    public sealed record AttemptFailed(Reason Reason) : UpdateEvent;

    /// <summary>The soak time of this release passed.</summary>
    public sealed record SoakElapsed(ReleaseId Release) : UpdateEvent;

    /// <summary>The application says that it keeps this release.</summary>
    public sealed record ApplicationConfirmed(ReleaseId Release) : UpdateEvent;

    /// <summary>A release's bytes on disk were compared with its manifest. <paramref name="Failure"/> is null when every byte is as signed.</summary>
    public sealed record Rechecked(ReleaseId Release, Reason? Failure) : UpdateEvent;

    /// <summary>The current release's inspection, asked for after a start or a changed engine, ended.</summary>
    public sealed record CurrentInspected(ReleaseId Release, InspectionResult Result) : UpdateEvent;

    /// <summary>The current release is to be rehearsed again, though a pass may stand: the schedule says so, or a person.</summary>
    public sealed record RehearsalDue : UpdateEvent;

    /// <summary>The current release's rehearsal, asked for after a start, by the schedule, by a person or for a changed engine, ended.</summary>
    public sealed record CurrentRehearsed(ReleaseId Release, RehearsalResult Result) : UpdateEvent;

    /// <summary>The tampered release was put back from the pristine package.</summary>
    public sealed record Restored(ReleaseId Release) : UpdateEvent;

    /// <summary>It could not be put back.</summary>
    public sealed record RestoreFailed(ReleaseId Release, Reason Reason) : UpdateEvent;

    /// <summary>The newest bulletin is another one, or was read at the start: what it says of this model.</summary>
    public sealed record BulletinChanged(ModelBulletin Bulletin) : UpdateEvent;

    /// <summary>A trust update of the root role lowered the floor, because its number was poisoned.</summary>
    /// <param name="Era">Version of that update: each counts once.</param>
    /// <param name="Release">The floor from now on, unless it is lower already.</param>
    public sealed record FloorReset(long Era, long Release) : UpdateEvent;

    /// <summary>The hub handed back the floor that this device attested last: a minimum, never more than one (G2).</summary>
    /// <param name="Release">The least release.</param>
    public sealed record FloorProven(long Release) : UpdateEvent;
}
