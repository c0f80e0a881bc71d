using MLSecOps.Core.Findings;

namespace MLSecOps.Core.Update;

/// <summary>All that the update machine knows of one slot. Immutable; persisted before the effects of a step run, except for <see cref="Integrity"/>.</summary>
/// <param name="Model">Slot name.</param>
public sealed record SlotState(string Model)
{
    /// <summary>How many refused offers are remembered; the oldest is forgotten first.</summary>
    public const int MaxRefused = 16;

    private static readonly IReadOnlyList<string> NothingDeferred = [];
    private static readonly IReadOnlyList<EnrolledAnswers> NothingEnrolled = [];

    /// <summary>Where the slot stands.</summary>
    public UpdatePhase Phase { get; init; }

    /// <summary>The package on its way; null when none is.</summary>
    public Offer? Candidate { get; init; }

    /// <summary>What the candidate turned out to be once verified; null before.</summary>
    public InstalledRelease? Verified { get; init; }

    /// <summary>The release that applications get; null when there is none.</summary>
    public InstalledRelease? Current { get; init; }

    /// <summary>The last confirmed release: the only one that may come back.</summary>
    public InstalledRelease? Confirmed { get; init; }

    /// <summary>No release below this number is ever made current, but <see cref="Confirmed"/>, which has this number unless root lowered the floor since. Never falls within a <see cref="FloorEra"/>. 0 before the first confirmation.</summary>
    public long Floor { get; init; }

    /// <summary>Version of the trust update that lowered the floor last; 0 for none. Of two floors the one of the later era counts, and within an era the higher: so that a lost generation brings neither an old floor nor a poisoned one back.</summary>
    public long FloorEra { get; init; }

    /// <summary>Keys of refused offers with their reasons, oldest first.</summary>
    public IReadOnlyList<RefusedOffer> Refused { get; init; } = [];

    /// <summary>Exact answers of releases on this device, the longest unused first, at most <see cref="AnswerEnrolment.MaxKept"/>.</summary>
    public IReadOnlyList<EnrolledAnswers> Answers { get; init; } = NothingEnrolled;

    /// <summary>How the newest rehearsal of the current release ended; null for none since it became current or the agent started. Not persisted: a start tells anew what is wrong.</summary>
    public RehearsalResult? LatestRehearsal { get; init; }

    /// <summary>The current release is to be rehearsed once its bytes are known to be intact, though a pass stands. Not persisted: each start sets it.</summary>
    public bool IsRehearsalDue { get; init; }

    /// <summary>Keys of offers that the outside world kept from being judged (disk, worker), until <see cref="UpdateEvent.RetryDue"/>. Not persisted: a start tries them again.</summary>
    public IReadOnlyList<string> Deferred { get; init; } = NothingDeferred;

    /// <summary>What is known of the current release's bytes.</summary>
    public Integrity Integrity { get; init; }

    /// <summary>What is wrong with the current release's bytes while <see cref="Integrity"/> is tampered; null otherwise. Not persisted.</summary>
    public Reason? TamperedBy { get; init; }

    /// <summary>Why the last attempt, check or restore failed; null after a success. Not persisted: what must outlive a start is in <see cref="Refused"/>.</summary>
    public Reason? LastFailure { get; init; }

    /// <summary>What the newest bulletin says of this model. Not persisted: it is said again at each start, before anything else.</summary>
    public ModelBulletin Bulletin { get; init; } = ModelBulletin.Empty;

    /// <summary>Why the publisher no longer wants the current release used; null when nothing speaks against it.</summary>
    public Reason? Withdrawal => Current is null ? null : Bulletin.Refuse(Current.Id);

    /// <summary>True while a package is on its way.</summary>
    public bool IsBusy => Candidate is not null;

    /// <summary>The phase to show once nothing is on its way: it follows from what is current.</summary>
    public UpdatePhase SettledPhase => Current is null ? UpdatePhase.Idle
        : Confirmed is not null && Current.Id == Confirmed.Id ? (Phase == UpdatePhase.RolledBack ? UpdatePhase.RolledBack : UpdatePhase.Confirmed)
        : UpdatePhase.Current;

    /// <summary>The part that is persisted. A change elsewhere needs no write, so that tampering is noticed and reported on a full disk too.</summary>
    public SlotState ToDurable() => this with { Integrity = Integrity.Unknown, TamperedBy = null, LastFailure = null, Deferred = NothingDeferred, Bulletin = ModelBulletin.Empty, LatestRehearsal = null, IsRehearsalDue = false };

    /// <summary>Whether an application may get the current release now (G1). In mode observe a current release always may.</summary>
    /// <param name="policy">The device's policy.</param>
    /// <param name="engine">The engine that would answer now.</param>
    public bool MayHandOut(UpdatePolicy policy, string engine) =>
        Current is not null
        && (!policy.Enforce || (Integrity == Integrity.Intact && Withdrawal is null && UpdateMachine.PassedChecks(Current, policy, engine)));

    /// <summary>This slot with the floor that counts of two generations of it.</summary>
    public SlotState WithFloorOf(SlotState other) =>
        other.FloorEra > FloorEra || (other.FloorEra == FloorEra && other.Floor > Floor) ? this with { Floor = other.Floor, FloorEra = other.FloorEra } : this;

    internal RefusedOffer? FindRefusal(string key) => Refused.FirstOrDefault(refused => refused.Key == key);

    internal SlotState Remember(RefusedOffer refused) =>
        this with { Refused = [.. Refused.Where(old => old.Key != refused.Key).TakeLast(MaxRefused - 1), refused] };
}
