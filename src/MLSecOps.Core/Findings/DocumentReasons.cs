namespace MLSecOps.Core.Findings;

/// <summary>Reasons about bulletins, trust updates and memberships.</summary>
public static class DocumentReasons
{
    private const string AskPublisher = "Ask the publisher for the newest bulletin; the device keeps the one it has.";
    private const string AskRoot = "Ask whoever holds the fleet's root keys; the device keeps the trust that it has.";
    private const string AskDirector = "Ask whoever runs the hub to have a new membership signed; the device keeps the groups that it has.";

    /// <summary>A bulletin that does not follow its schema.</summary>
    public static Reason BulletinMalformed { get; } = new(
        "BULLETIN_MALFORMED", ReasonClass.Rejected, "the bulletin does not follow its schema",
        "A bulletin is strict JSON: every member known and once, exact dates and digests, each recalled manifest once.",
        AskPublisher);

    /// <summary>Another schema.</summary>
    public static Reason BulletinSchema { get; } = new(
        "BULLETIN_SCHEMA_UNSUPPORTED", ReasonClass.Rejected, "the document is not a bulletin",
        "The document names a schema other than mlsec.bulletin/1. It may need a newer agent, or be another kind of document.",
        AskPublisher);

    /// <summary>An older version.</summary>
    public static Reason BulletinOlder { get; } = new(
        "BULLETIN_VERSION_OLDER", ReasonClass.Rejected, "the bulletin is older than the one in force",
        "Versions never go back, also when the newer bulletin has expired: an old one would take recalls away.",
        AskPublisher);

    /// <summary>The same version with other content.</summary>
    public static Reason BulletinConflict { get; } = new(
        "BULLETIN_VERSION_REUSED", ReasonClass.Rejected, "two different bulletins have the same version",
        "A publisher gives each number once. Two contents under one number mean two publishers with one key, or one that was copied.",
        "Find out where the second one was signed; publish the next version, and renew the key if nobody can say.");

    /// <summary>Issued in the future.</summary>
    public static Reason BulletinNotYetIssued { get; } = new(
        "BULLETIN_NOT_YET_ISSUED", ReasonClass.Rejected, "the bulletin is dated in the future",
        "It was issued later than the time of verification, beyond the allowance for clocks that disagree.",
        "Check this machine's clock; if it is right, ask the publisher about the date.");

    /// <summary>The newest bulletin has expired.</summary>
    public static Reason BulletinFrozen { get; } = new(
        "BULLETIN_FROZEN", ReasonClass.Inconclusive, "the newest bulletin has expired, and no newer one came",
        "Its recalls stay in force. But the publisher promised a newer one by now: somebody may be holding it back, and with it newer recalls.",
        "Bring the newest bulletin to the device (down/bulletin, or trust.d), and find out why it did not arrive.");

    /// <summary>A trust update that does not follow its schema.</summary>
    public static Reason TrustMalformed { get; } = new(
        "TRUST_UPDATE_MALFORMED", ReasonClass.Rejected, "the trust update does not follow its schema",
        "A trust update is strict JSON: every member known and once, exact dates, root and publisher there, each with anchors that are certificates and a threshold.",
        AskRoot);

    /// <summary>Another schema.</summary>
    public static Reason TrustSchema { get; } = new(
        "TRUST_UPDATE_SCHEMA_UNSUPPORTED", ReasonClass.Rejected, "the document is not a trust update",
        "The document names a schema other than mlsec.trust/1. It may need a newer agent, or be another kind of document.",
        AskRoot);

    /// <summary>For another fleet.</summary>
    public static Reason TrustFleet { get; } = new(
        "TRUST_UPDATE_OTHER_FLEET", ReasonClass.Rejected, "the trust update is for another fleet",
        "It names a fleet, and this machine's fleet, set by its administrator, is another one or none.",
        "Set fleet in trust.toml, or find out who delivered it: roots serve their own fleet only.");

    /// <summary>A version that was passed.</summary>
    public static Reason TrustOlder { get; } = new(
        "TRUST_VERSION_OLDER", ReasonClass.Rejected, "the trust update is not newer than the trust in force",
        "Versions never go back: an old update would bring retired keys back.",
        AskRoot);

    /// <summary>A version too far ahead.</summary>
    public static Reason TrustGap { get; } = new(
        "TRUST_VERSION_GAP", ReasonClass.Rejected, "a trust update before this one is missing",
        "Version N is signed under the roots of N-1, so that each must be taken in turn, exactly one after the other.",
        "Bring the missing updates too (trust.d takes all of them at once).");

    /// <summary>Its own roots did not sign it.</summary>
    public static Reason TrustNewRoot { get; } = new(
        "TRUST_NEW_ROOT_MISSING", ReasonClass.Rejected, "the roots that the update names did not sign it",
        "An update is signed under the roots in force and under those that it names, so that nobody hands the fleet to keys that do not exist.",
        "Have the holders of the new root keys sign it too (`mlsec trust sign`).");

    /// <summary>Issued in the future.</summary>
    public static Reason TrustNotYetIssued { get; } = new(
        "TRUST_NOT_YET_ISSUED", ReasonClass.Rejected, "the trust update is dated in the future",
        "It was issued later than the time of verification, beyond the allowance for clocks that disagree.",
        "Check this machine's clock; if it is right, ask whoever holds the root keys about the date.");

    /// <summary>The newest trust update has expired.</summary>
    public static Reason TrustFrozen { get; } = new(
        "TRUST_FROZEN", ReasonClass.Inconclusive, "the newest trust update has expired, and no newer one came",
        "It stays in force, so that no device is lost. But root promised a newer one by now: somebody may be holding it back, and with it the retirement of a stolen key.",
        "Bring the newest trust updates to the device (trust.d).");

    /// <summary>A membership that does not follow its schema.</summary>
    public static Reason MembershipMalformed { get; } = new(
        "MEMBERSHIP_MALFORMED", ReasonClass.Rejected, "the membership does not follow its schema",
        "A membership is strict JSON: every member known and once, exact dates, at most 64 groups, each once.",
        AskDirector);

    /// <summary>Another schema.</summary>
    public static Reason MembershipSchema { get; } = new(
        "MEMBERSHIP_SCHEMA_UNSUPPORTED", ReasonClass.Rejected, "the document is not a membership",
        "The document names a schema other than mlsec.membership/1. It may need a newer agent, or be another kind of document.",
        AskDirector);

    /// <summary>For another fleet or device.</summary>
    public static Reason MembershipOther { get; } = new(
        "MEMBERSHIP_OTHER_DEVICE", ReasonClass.Rejected, "the membership is of another device",
        "It names a fleet and a device, and this is not it.",
        "Find out who delivered it: a membership of one device was presented to another.");

    /// <summary>An older sequence.</summary>
    public static Reason MembershipOlder { get; } = new(
        "MEMBERSHIP_SEQUENCE_OLDER", ReasonClass.Rejected, "the membership is older than one that was accepted",
        "Sequences never go back: an old membership, however well signed, was replayed.",
        AskDirector);

    /// <summary>The same sequence with other content.</summary>
    public static Reason MembershipConflict { get; } = new(
        "MEMBERSHIP_SEQUENCE_REUSED", ReasonClass.Rejected, "two different memberships have the same sequence",
        "A director gives each number once. Two contents under one number mean two directors with one key, or one that was copied.",
        "Find out where the second one was signed; renew the director's key if nobody can say.");

    /// <summary>Expired.</summary>
    public static Reason MembershipExpired { get; } = new(
        "MEMBERSHIP_EXPIRED", ReasonClass.Rejected, "the membership has expired",
        "Its expiry has passed: the device is in no group until a newer one comes.",
        AskDirector);

    /// <summary>Issued in the future.</summary>
    public static Reason MembershipNotYetIssued { get; } = new(
        "MEMBERSHIP_NOT_YET_ISSUED", ReasonClass.Rejected, "the membership is dated in the future",
        "It was issued later than the time of verification, beyond the allowance for clocks that disagree.",
        "Check this machine's clock and the director's.");

    /// <summary>Expired only as far as an unproven time says.</summary>
    public static Reason MembershipTimeUnproven { get; } = new(
        "MEMBERSHIP_TIME_UNPROVEN", ReasonClass.Inconclusive, "the membership seems expired, but the time is not known for certain",
        "The clock is not trustworthy, so the time floor was used, and it lies after the membership's expiry.",
        "Set or synchronise the clock.");

    /// <summary>A file in trust.d that is nothing known.</summary>
    public static Reason FileUnknown { get; } = new(
        "TRUST_FILE_UNKNOWN", ReasonClass.Usage, "a file in trust.d is none that belongs there",
        "There belong signed documents (NAME.json with NAME.p7s beside it) and revocation lists (NAME.crl, DER).",
        "Remove the file, or bring the part that is missing.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        BulletinMalformed, BulletinSchema, BulletinOlder, BulletinConflict, BulletinNotYetIssued, BulletinFrozen,
        TrustMalformed, TrustSchema, TrustFleet, TrustOlder, TrustGap, TrustNewRoot, TrustNotYetIssued, TrustFrozen,
        MembershipMalformed, MembershipSchema, MembershipOther, MembershipOlder, MembershipConflict, MembershipExpired, MembershipNotYetIssued, MembershipTimeUnproven,
        FileUnknown,
    ];
}
