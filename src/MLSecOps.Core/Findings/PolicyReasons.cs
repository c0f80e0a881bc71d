namespace MLSecOps.Core.Findings;

/// <summary>Reasons of the device's policy: audience, hardware, expiry, floor.</summary>
public static class PolicyReasons
{
    /// <summary>The device's fleet is not in the audience.</summary>
    public static Reason AudienceMismatch { get; } = new(
        "AUDIENCE_MISMATCH", ReasonClass.Rejected, "the release is not for this fleet",
        "The signed manifest names the only fleets that may run the release, and this device's fleet is not among them.",
        "Install a release made for this fleet, or ask the publisher to issue one.");

    /// <summary>The device's hardware is not a target.</summary>
    public static Reason HardwareMismatch { get; } = new(
        "HARDWARE_MISMATCH", ReasonClass.Rejected, "the release is not for this hardware",
        "The signed manifest names the hardware that the release was built and tested for, and this device's is not among it.",
        "Install a release for this hardware, or ask the publisher to issue one.");

    /// <summary>The agent is older than the release requires.</summary>
    public static Reason AgentTooOld { get; } = new(
        "AGENT_TOO_OLD", ReasonClass.Rejected, "the release needs a newer agent",
        "The signed manifest states the oldest agent that understands the release.",
        "Update the agent on this device, then install the release.");

    /// <summary>Past its expiry.</summary>
    public static Reason ReleaseExpired { get; } = new(
        "RELEASE_EXPIRED", ReasonClass.Rejected, "the release has expired",
        "The signed manifest's expiry date has passed; the publisher no longer vouches for the model.",
        "Install a newer release, or ask the publisher to reissue this one (`mlsec model reissue`).");

    /// <summary>Issued in the future.</summary>
    public static Reason ReleaseNotYetIssued { get; } = new(
        "RELEASE_NOT_YET_ISSUED", ReasonClass.Rejected, "the release is dated in the future",
        "The signed manifest was issued later than the time of verification, beyond the allowance for clocks that disagree.",
        "Check this machine's clock; if it is right, ask the publisher about the date.");

    /// <summary>Expired only as far as an unproven time says.</summary>
    public static Reason ReleaseTimeUnproven { get; } = new(
        "RELEASE_TIME_UNPROVEN", ReasonClass.Inconclusive, "the release seems expired, but the time is not known for certain",
        "The clock is not trustworthy, so the time floor was used, and it lies after the release's expiry. A running model is not stopped for that.",
        "Set or synchronise the clock, then verify again.");

    /// <summary>Lower than the release floor.</summary>
    public static Reason ReleaseBelowFloor { get; } = new(
        "RELEASE_BELOW_FLOOR", ReasonClass.Rejected, "the release is older than the newest confirmed one",
        "A superseded release, however well signed, may have known weaknesses; going back would bring them back.",
        "Have the publisher reissue the wanted model under a higher release number (`mlsec model reissue`).");

    /// <summary>Implausibly far above the installed release.</summary>
    public static Reason ReleaseJump { get; } = new(
        "RELEASE_JUMP_TOO_LARGE", ReasonClass.Rejected, "the release number jumps too far",
        "A release may be at most 10,000 above the installed one. A huge number would raise the floor so far that no later release could be installed.",
        "Ask the publisher for a release with the next number.");

    /// <summary>Recalled by the publisher.</summary>
    public static Reason ReleaseRecalled { get; } = new(
        "RELEASE_RECALLED", ReasonClass.Rejected, "the publisher recalled the release",
        "The newest bulletin names this very manifest: the publisher found that the model must not run any more.",
        "Install the release that the publisher names instead (`mlsec trust show BULLETIN` has the publisher's words).");

    /// <summary>Below the bulletin's least release.</summary>
    public static Reason ReleaseBelowLeast { get; } = new(
        "RELEASE_BELOW_LEAST", ReasonClass.Rejected, "the release is older than the publisher still allows",
        "The newest bulletin states the least release of this model that may be used.",
        "Install a newer release, or have the publisher reissue the wanted model under a higher number (`mlsec model reissue`).");

    /// <summary>No bulletin is known.</summary>
    public static Reason NoBulletin { get; } = new(
        "BULLETIN_NOT_KNOWN", ReasonClass.Inconclusive, "not run, because no bulletin of the publisher is known",
        "A bulletin says which releases are recalled. Without one, whether this release was recalled is not known.",
        "Give the publisher's newest bulletin (`--bulletin` on a laptop; trust.d or down/bulletin on a device).");

    /// <summary>The caller asked for no judgement by a device's policy.</summary>
    public static Reason NotAsked { get; } = new(
        "POLICY_NOT_ASKED", ReasonClass.Inconclusive, "not run, because no device was named to judge by",
        "This rule depends on the device (its fleet, hardware, agent or installed releases), and the verification was not made for one.",
        "Verify on the device, or name its properties, to have this checked.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        AudienceMismatch, HardwareMismatch, AgentTooOld, ReleaseExpired, ReleaseNotYetIssued, ReleaseTimeUnproven, ReleaseBelowFloor,
        ReleaseJump, ReleaseRecalled, ReleaseBelowLeast, NoBulletin, NotAsked,
    ];
}
