namespace MLSecOps.Core.Update;

/// <summary>What a <see cref="UpdateEffect.Report"/> is about. Each has an event id in <c>Contracts</c>.</summary>
public enum UpdateReport
{
    /// <summary>A package was found and is being looked at.</summary>
    Found,

    /// <summary>It verified.</summary>
    Verified,

    /// <summary>It was refused.</summary>
    Refused,

    /// <summary>It could not be worked on; it may be tried again.</summary>
    Failed,

    /// <summary>The inspection found nothing that blocks.</summary>
    Inspected,

    /// <summary>The inspection found something that blocks.</summary>
    InspectionFailed,

    /// <summary>The inspection did not run.</summary>
    InspectionNotRun,

    /// <summary>The sanity suite passed.</summary>
    Rehearsed,

    /// <summary>The sanity suite passed as it did before.</summary>
    RehearsedAgain,

    /// <summary>Exact answers were enrolled.</summary>
    AnswersEnrolled,

    /// <summary>There is nothing to enroll: nobody tried whether the answers come again.</summary>
    AnswersNotEnrolled,

    /// <summary>The exact answers are not the enrolled ones.</summary>
    AnswersChanged,

    /// <summary>The sanity suite failed.</summary>
    RehearsalFailed,

    /// <summary>The sanity suite did not run.</summary>
    RehearsalNotRun,

    /// <summary>It is current now.</summary>
    BecameCurrent,

    /// <summary>It is kept; the floor is its number.</summary>
    Confirmed,

    /// <summary>The confirmed release is current again.</summary>
    RolledBack,

    /// <summary>Bytes on disk are not the signed ones.</summary>
    Tampered,

    /// <summary>They are the signed ones again.</summary>
    Restored,

    /// <summary>They could not be put back.</summary>
    RestoreFailed,

    /// <summary>The package is the current release already.</summary>
    AlreadyCurrent,

    /// <summary>The publisher withdrew the current release.</summary>
    Withdrawn,

    /// <summary>Root lowered the floor.</summary>
    FloorReset,
}
