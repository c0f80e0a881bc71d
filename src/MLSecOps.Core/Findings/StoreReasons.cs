namespace MLSecOps.Core.Findings;

/// <summary>Reasons of the device's store, update state machine and watch.</summary>
public static class StoreReasons
{
    /// <summary>Bytes on disk differ from the signed ones.</summary>
    public static Reason ModelTampered { get; } = new("MODEL_TAMPERED", ReasonClass.Rejected,
        "a model file on this device is not the one that was signed",
        "The fs-verity digest of a file of the current release differs from the signed manifest. Found by the watch on the store or by the scheduled check.",
        "do not use the model's answers since the last good check; look at the evidence in the quarantine folder and find out who could write there");

    /// <summary>A file of the release is gone.</summary>
    public static Reason ModelFileMissing { get; } = new("MODEL_FILE_MISSING", ReasonClass.Rejected,
        "a file of the current release is missing on this device",
        "The signed manifest lists a file that is not in the release's folder, or is no regular file any more.",
        "find out who could remove it; the agent restores it where the policy says so");

    /// <summary>A file was added to the release.</summary>
    public static Reason ModelFileUnsigned { get; } = new("MODEL_FILE_UNSIGNED", ReasonClass.Rejected,
        "the current release's folder holds a file that was not signed",
        "Only files that the manifest lists may be in a release's folder. Something else was put there.",
        "look at the evidence in the quarantine folder and find out who could write there");

    /// <summary>The signed manifest in the store is damaged.</summary>
    public static Reason SealBroken { get; } = new("SEAL_BROKEN", ReasonClass.Rejected,
        "the manifest or signature kept with an installed release does not verify any more",
        "Each release keeps its manifest and signature; they are verified again at every check, under the trust policy of now.",
        "see the failed check: a changed file points to tampering, a changed trust policy to a deliberate decision");

    /// <summary>Could not read the files to check them.</summary>
    public static Reason RecheckFailed { get; } = new("RECHECK_FAILED", ReasonClass.Inconclusive,
        "the current release could not be read to check it",
        "The disk or a permission stopped the check; nothing is known about the bytes.",
        "see the journal for the system's error, and check the disk");

    /// <summary>No pristine package to restore from, or it failed too.</summary>
    public static Reason RestoreFailed { get; } = new("RESTORE_FAILED", ReasonClass.Rejected,
        "the tampered release could not be put back",
        "The device's own copy of the package is missing, was changed too, or could not be written back. The release is not handed out.",
        "install the same release again from its publisher: copy the package to the drop folder");

    /// <summary>Two packages with one number.</summary>
    public static Reason ReleaseConflict { get; } = new("RELEASE_CONFLICT", ReasonClass.Rejected,
        "another package with the same release number is installed",
        "A release number names one manifest for ever. This package has the number of the installed release and a different manifest.",
        "ask the publisher which of the two is right; a corrected package needs a higher release number");

    /// <summary>Bytes changed between looking and verifying.</summary>
    public static Reason CandidateChanged { get; } = new("CANDIDATE_CHANGED", ReasonClass.Rejected,
        "the package changed while it was being verified",
        "The manifest that verified is not the one that was first read from the same file.",
        "copy the package to the drop folder under a temporary name and rename it when it is complete");

    /// <summary>The policy does not allow opaque formats.</summary>
    public static Reason OpaqueNotAllowed { get; } = new("OPAQUE_NOT_ALLOWED", ReasonClass.Rejected,
        "this device's policy does not allow a format that cannot be rehearsed",
        "The package's format is opaque: it can be verified and held, but neither inspected nor rehearsed here.",
        "publish the model as ONNX, or let the administrator of the device decide about opaque formats");

    /// <summary>The engine changed since the pass.</summary>
    public static Reason RehearsalStale { get; } = new("REHEARSAL_STALE", ReasonClass.Inconclusive,
        "the engine changed since the sanity suite passed",
        "A pass counts for one ONNX Runtime, worker, provider and CPU. One of them is another one now.",
        "nothing to do: the suite is run again before the model is handed out");

    /// <summary>Disk full.</summary>
    public static Reason NoSpace { get; } = new("STORE_NO_SPACE", ReasonClass.Operational,
        "there is not enough free space to install the package",
        "An installation needs room for the payload beside the installed release; it is checked before anything is written.",
        "free space on the file system of the state folder; the package is tried again at the next scan");

    /// <summary>I/O error of the store.</summary>
    public static Reason StoreFailed { get; } = new("STORE_FAILED", ReasonClass.Operational,
        "the store could not be read or written",
        "The operating system refused an operation on the state folder.",
        "see the journal for the system's error, and check disk, mount and permissions of the state folder");

    /// <summary>The offered file cannot be read.</summary>
    public static Reason PackageUnreadable { get; } = new("PACKAGE_UNREADABLE", ReasonClass.Operational,
        "the package file could not be opened or read",
        "The operating system refused to read the file, or it is no regular file.",
        "check the file's permissions and that it is a regular file, not a link");

    /// <summary>A second agent.</summary>
    public static Reason StateLocked { get; } = new("STATE_LOCKED", ReasonClass.Operational,
        "another agent is using this state folder",
        "One writer owns the state: a second agent on the same folder could lower a floor or tear a file.",
        "stop the other agent first (systemctl stop mlsec-agent), or give this one a state folder of its own");

    /// <summary>One generation of the state was damaged.</summary>
    public static Reason StateRepaired { get; } = new("STATE_REPAIRED", ReasonClass.Notice,
        "one of the two copies of the state was damaged; the other one was used",
        "State is kept in two generations with checksums; the floors are the highest of the valid ones.",
        "check the disk if this happens again");

    /// <summary>Both generations are damaged.</summary>
    public static Reason StateLost { get; } = new("STATE_LOST", ReasonClass.Inconclusive,
        "both copies of the state are damaged: the release floors are lost",
        "Without floors an old release could come back. Nothing is installed until they are proven again.",
        "keep the folder as evidence; an enrolled device gets the floors that it attested last back from its hub; one without a hub is set up anew");

    /// <summary>It is current already.</summary>
    public static Reason AlreadyCurrent { get; } = new("ALREADY_CURRENT", ReasonClass.Notice,
        "the package is the current release already",
        "Its manifest's digest equals the current release's.",
        "nothing to do");

    /// <summary>No more slots.</summary>
    public static Reason TooManySlots { get; } = new("STORE_TOO_MANY_MODELS", ReasonClass.Operational,
        "this device holds as many models as it can",
        "The number of models of one device is bounded, so that packages with made-up names cannot exhaust it.",
        "remove packages of models that this device should not run from the drop folder");

    /// <summary>The kernel's notices ended.</summary>
    public static Reason WatchReduced { get; } = new("WATCH_REDUCED", ReasonClass.Operational,
        "a folder is not watched: only the scheduled check looks at it",
        "The kernel refused a watch (its limit fs.inotify.max_user_watches is reached, or the folder is gone).",
        "raise fs.inotify.max_user_watches, or shorten watch.interval");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        ModelTampered, ModelFileMissing, ModelFileUnsigned, SealBroken, RecheckFailed, RestoreFailed, ReleaseConflict, CandidateChanged,
        OpaqueNotAllowed, RehearsalStale, NoSpace, StoreFailed, PackageUnreadable, StateLocked, StateRepaired, StateLost,
        AlreadyCurrent, TooManySlots, WatchReduced,
    ];
}
