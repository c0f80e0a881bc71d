namespace MLSecOps.Core.Findings;

/// <summary>Reasons of the hub: what it serves, what it steers, and what it notices about devices without being told.</summary>
public static class HubReasons
{
    /// <summary>The address is taken.</summary>
    public static Reason AddressInUse { get; } = new(
        "ADDRESS_IN_USE", ReasonClass.Operational, "another program listens on this address",
        "The hub needs its ports for itself: HTTPS, MQTT and the page.",
        "Find the other program (ss -ltnp), or give the hub another port in hub.toml.");

    /// <summary>The hub's keys are missing or do not belong together.</summary>
    public static Reason IdentityUnusable { get; } = new(
        "HUB_IDENTITY_UNUSABLE", ReasonClass.Usage, "the hub's keys or certificates cannot be used",
        "hub.identity_dir holds the TLS server's, the signer's, the device CA's and the director's certificate and key, and operators.pem. Each certificate must have its key, lead to its anchor in trust.toml, and be made for that use.",
        "Copy the folder hub/ that mlsec trust init made, together with trust.toml and anchors/.");

    /// <summary>The database cannot be used.</summary>
    public static Reason StorageFailed { get; } = new(
        "HUB_STORAGE_FAILED", ReasonClass.Operational, "the hub's database cannot be read or written",
        "Nothing is acknowledged that was not committed: devices keep their records and send them again.",
        "Check the disk and the permissions of hub.state_dir; the journal has the system's words.");

    /// <summary>No such device.</summary>
    public static Reason DeviceUnknown { get; } = new(
        "DEVICE_UNKNOWN", ReasonClass.Usage, "there is no such device",
        "The hub knows the devices that it enrolled, by their UEID.",
        "See mlsec device list.");

    /// <summary>No such package.</summary>
    public static Reason PackageUnknown { get; } = new(
        "PACKAGE_UNKNOWN", ReasonClass.Usage, "the hub has no such package",
        "Packages are known by model and release, and by the digest of their manifest, once they were pushed.",
        "Push it: mlsec model push PACKAGE --operator operator.toml.");

    /// <summary>The device has an identity already.</summary>
    public static Reason DeviceEnrolled { get; } = new(
        "DEVICE_ENROLLED_ALREADY", ReasonClass.Usage, "the device is enrolled already",
        "A known device with a new key would be another device under its name: the hub refuses it until an administrator says otherwise.",
        "Let the hub draw a new UEID (leave --ueid out), or enrol this device again: mlsec device reenroll.");

    /// <summary>The release number is used by another package.</summary>
    public static Reason ReleaseTaken { get; } = new(
        "RELEASE_TAKEN", ReasonClass.Rejected, "another package has this release number already",
        "A release number names one package for ever; devices that have the other one would not take this one.",
        "Pack it again under a higher release number.");

    /// <summary>No such finding, rollout or page.</summary>
    public static Reason NotFound { get; } = new(
        "NOT_FOUND", ReasonClass.Usage, "there is nothing at this address",
        "The address names no page, finding or rollout of this hub.",
        "Begin at the first page, or see mlsec --help for what can be asked.");

    /// <summary>A request that cannot be read.</summary>
    public static Reason RequestMalformed { get; } = new(
        "REQUEST_MALFORMED", ReasonClass.Usage, "the request cannot be read",
        "A body is JSON of the documented schema and of limited size; numbers and names are in their ranges.",
        "See the reference page of the hub's interface; update mlsec if it is older than the hub.");

    /// <summary>There is nobody to sign directives.</summary>
    public static Reason DirectorMissing { get; } = new(
        "DIRECTOR_MISSING", ReasonClass.Usage, "the hub has no director's key to sign directives with",
        "Devices take directives only from a director below their own anchor. This hub was set up without one.",
        "Put director.pem and director.key into hub.identity_dir (mlsec trust init makes them).");

    /// <summary>The package is not the one that the directive names.</summary>
    public static Reason PackageNotDesired { get; } = new(
        "PACKAGE_NOT_DESIRED", ReasonClass.Rejected, "the package that came is not the one that the directive asks for",
        "A directive names release, manifest digest and length. The source gave something else; none of it was used.",
        "Look at the source: it serves a wrong or changed file. Push the package again.");

    /// <summary>The source could not deliver.</summary>
    public static Reason FetchFailed { get; } = new(
        "FETCH_FAILED", ReasonClass.Unreachable, "the package could not be fetched",
        "No source of the directive delivered the whole package. What arrived is kept, and the rest is asked for later.",
        "Check that the sources can be reached from the device, and the disk's free space.");

    /// <summary>The hub holds the slot.</summary>
    public static Reason DirectiveHold { get; } = new(
        "DIRECTIVE_HOLD", ReasonClass.Notice, "the director asks for no change",
        "While a directive says hold, nothing is fetched or made current; what runs goes on.",
        "Nothing needs to be done; a later directive ends it.");

    /// <summary>Evidence that was seen before comes again.</summary>
    public static Reason EvidenceReplayed { get; } = new(
        "EVIDENCE_REPLAYED", ReasonClass.Rejected, "evidence came that is older than what the device sent already",
        "Its nonce still counts, but the chain that it commits to is behind the newest one of this device. Somebody between device and hub repeats an earlier message.",
        "Look at who can publish on the broker; the newest evidence stays in force.");

    /// <summary>A record is missing.</summary>
    public static Reason RecordGap { get; } = new(
        "RECORD_GAP", ReasonClass.Inconclusive, "records of the device are missing",
        "The numbers of the chain jump: something between device and hub loses or holds back records, or the device cannot send them.",
        "Ask the device to send them again (the hub does); if they stay away, look at broker and device.");

    /// <summary>Two different records under one number.</summary>
    public static Reason ChainFork { get; } = new(
        "CHAIN_FORK", ReasonClass.Rejected, "the device's chain of records has split",
        "Two different records have the same place in one epoch: two devices live under one identity, or a device was put back to an earlier state and went on.",
        "Find out whether the device was cloned or restored from a backup; enrol it again (mlsec device reenroll).");

    /// <summary>The chain began anew.</summary>
    public static Reason ChainEpochBreak { get; } = new(
        "CHAIN_EPOCH_BREAK", ReasonClass.Inconclusive, "the device's chain of records began anew",
        "The device could not be sure of its log, for the reason that it states. What it recorded between the last known record and now may be lost.",
        "A power cut explains it; without one, look at the device's disk and at who can write there.");

    /// <summary>Nothing was heard.</summary>
    public static Reason DeviceSilent { get; } = new(
        "DEVICE_SILENT", ReasonClass.Inconclusive, "the device has gone silent",
        "No evidence came for longer than the hub waits. What the device runs now is not known.",
        "Check power, network and agent of the device (systemctl status mlsec-agent there).");

    /// <summary>A message that cannot be read.</summary>
    public static Reason MessageMalformed { get; } = new(
        "MESSAGE_MALFORMED", ReasonClass.Rejected, "a message of the device cannot be read",
        "Content type, attributes or payload are not those of its kind. The message was kept out.",
        "Update agent and hub to versions that know each other; if they do, look at the device.");

    /// <summary>Evidence for a nonce that the hub never sent.</summary>
    public static Reason NonceUnknown { get; } = new(
        "EVIDENCE_NONCE_UNKNOWN", ReasonClass.Rejected, "the evidence answers a nonce that the hub did not send",
        "Evidence counts only for a nonce of this hub that is still open.",
        "Ask the device again: mlsec device challenge. If it keeps coming, somebody stores and repeats messages.");

    /// <summary>The revocation list could not be signed or written.</summary>
    public static Reason RevocationListFailed { get; } = new(
        "REVOCATION_LIST_FAILED", ReasonClass.Operational, "the list of revoked devices could not be made or written",
        "The hub itself refuses revoked devices all the same; a broker elsewhere that reads the list does not learn of them.",
        "Check enrolment.revocation_file and its folder; the device CA's certificate must allow signing of CRLs.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        AddressInUse, IdentityUnusable, StorageFailed, DeviceUnknown, PackageUnknown, DeviceEnrolled, ReleaseTaken, NotFound, RequestMalformed, DirectorMissing,
        PackageNotDesired, FetchFailed, DirectiveHold, EvidenceReplayed, RecordGap, ChainFork, ChainEpochBreak, DeviceSilent,
        MessageMalformed, NonceUnknown, RevocationListFailed,
    ];
}
