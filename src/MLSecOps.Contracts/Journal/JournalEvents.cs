namespace MLSecOps.Contracts.Journal;

/// <summary>The catalogue of everything that the agent writes to the journal. Numbers are random and stay for ever; <c>journalctl -x</c> shows the texts.</summary>
public static class JournalEvents
{
    /// <summary>The agent started.</summary>
    public static JournalEvent AgentStarted { get; } = new(
        "0a8dc117c99645129be2e5d91b6ea6e9",
        "agent-started",
        EventSeverity.Info,
        "the agent started",
        "The agent loaded its state and listens. Models may still be under verification; none is handed out before.");

    /// <summary>The agent is stopping.</summary>
    public static JournalEvent AgentStopping { get; } = new(
        "7b40de20b39c48d8a4c57fb5d2887a14",
        "agent-stopping",
        EventSeverity.Info,
        "the agent is stopping",
        "The agent was asked to stop. Models stay as they are on disk.");

    /// <summary>Another agent holds this state.</summary>
    public static JournalEvent SecondAgentRefused { get; } = new(
        "be14944358494f89a04138c09e698ff8",
        "second-agent-refused",
        EventSeverity.Error,
        "another agent holds this state",
        "An agent already runs on the same state directory. The second one ended without touching it. Look for the other with: systemctl status mlsec-agent");

    /// <summary>The configuration was read again.</summary>
    public static JournalEvent ConfigurationReloaded { get; } = new(
        "3f070806a9ea4ff6956dbbacbf3957ad",
        "configuration-reloaded",
        EventSeverity.Info,
        "the configuration was read again",
        "All files were valid and are in force.");

    /// <summary>The configuration was refused.</summary>
    public static JournalEvent ConfigurationRefused { get; } = new(
        "7998b518237845ce8c02ab0132635d6e",
        "configuration-refused",
        EventSeverity.Error,
        "the configuration was refused",
        "At least one file has a problem, so the configuration before it stays in force. All problems are listed by: mlsec config check");

    /// <summary>The sandbox lacks a layer here.</summary>
    public static JournalEvent SandboxCoverageReduced { get; } = new(
        "03b21ca83eef497bb570d0e7ef52891d",
        "sandbox-coverage-reduced",
        EventSeverity.Warning,
        "the sandbox lacks a layer here",
        "The kernel lacks a confinement layer of the worker. When the layer is required, no model is run. See: mlsec status");

    /// <summary>A package arrived.</summary>
    public static JournalEvent PackageFound { get; } = new(
        "226c1e6672d848b8a27e5bbe0d5e8770",
        "package-found",
        EventSeverity.Info,
        "a package arrived",
        "A package was found in the drop folder and will be examined.");

    /// <summary>An update went on.</summary>
    public static JournalEvent StateTransition { get; } = new(
        "a35bc67759134ab6b4d3948a47385227",
        "state-transition",
        EventSeverity.Info,
        "an update went on",
        "The update of a model went from one state to the next; the new state was on disk before it had any effect.");

    /// <summary>A package was verified.</summary>
    public static JournalEvent PackageVerified { get; } = new(
        "50291488843f4433bf5874559228738f",
        "package-verified",
        EventSeverity.Notice,
        "a package was verified",
        "Signature, policy and every digest of the package were checked and passed.");

    /// <summary>A package was refused.</summary>
    public static JournalEvent PackageRefused { get; } = new(
        "cecb89a30d954dd8a9ae08e2d251e868",
        "package-refused",
        EventSeverity.Error,
        "a package was refused",
        "The package is not installed, and the running model stays. The reason code says which check did not pass; the same package is not tried again until something changes.");

    /// <summary>The sanity suite passed.</summary>
    public static JournalEvent Rehearsed { get; } = new(
        "5c397ebddfd147c2be76a5fc7f145db7",
        "rehearsed",
        EventSeverity.Notice,
        "the sanity suite passed",
        "The model answered its golden inputs within tolerance on this device, in the sandboxed worker.");

    /// <summary>The sanity suite did not pass.</summary>
    public static JournalEvent RehearsalFailed { get; } = new(
        "77a59358debe47259e994cc2c22d5665",
        "rehearsal-failed",
        EventSeverity.Error,
        "the sanity suite did not pass",
        "The model did not answer its golden inputs as its publisher stated, or could not be run. It does not become current.");

    /// <summary>A release became current.</summary>
    public static JournalEvent BecameCurrent { get; } = new(
        "1c5318fbb2c84f28a853a3cb48ae0104",
        "became-current",
        EventSeverity.Notice,
        "a release became current",
        "New hand-outs get this release. It is not confirmed yet; the last confirmed one is kept.");

    /// <summary>A release was confirmed.</summary>
    public static JournalEvent Confirmed { get; } = new(
        "346c17f2f8374873a1d15784468a2240",
        "confirmed",
        EventSeverity.Notice,
        "a release was confirmed",
        "The release is kept, and no lower one is accepted from now on.");

    /// <summary>The last confirmed release is back.</summary>
    public static JournalEvent RolledBack { get; } = new(
        "01a98c97689e44e7bfd5a2d6e59ef0f9",
        "rolled-back",
        EventSeverity.Warning,
        "the last confirmed release is back",
        "A release that was current failed before it was confirmed. The last confirmed one is current again.");

    /// <summary>Installed bytes are the signed ones.</summary>
    public static JournalEvent ReverificationPassed { get; } = new(
        "bc6d331751834bd48b8ccb2214f9991f",
        "reverification-passed",
        EventSeverity.Debug,
        "installed bytes are the signed ones",
        "A scheduled or triggered verification of an installed release found nothing wrong.");

    /// <summary>Bytes on disk are not the signed ones.</summary>
    public static JournalEvent TamperingNoticed { get; } = new(
        "7da3f5d8636942778a718803c4a71d07",
        "tampering-noticed",
        EventSeverity.Critical,
        "bytes on disk are not the signed ones",
        "An installed model differs from what its publisher signed. Somebody or something changed it on this device. Find out who could write there; evidence is kept.");

    /// <summary>A copy of the changed bytes was kept.</summary>
    public static JournalEvent EvidenceKept { get; } = new(
        "8a400c5c419f49d98ac77385f7f46c3e",
        "evidence-kept",
        EventSeverity.Notice,
        "a copy of the changed bytes was kept",
        "The bytes as found were copied to the quarantine folder before anything was mended.");

    /// <summary>The last good copy is back.</summary>
    public static JournalEvent Restored { get; } = new(
        "addcbfe3997a44388a1fdac031cd4ede",
        "restored",
        EventSeverity.Notice,
        "the last good copy is back",
        "The changed bytes were replaced by a copy that was verified again.");

    /// <summary>The last good copy could not be put back.</summary>
    public static JournalEvent RestoreFailed { get; } = new(
        "3f0c750a2819418f9d196c9097fe3a68",
        "restore-failed",
        EventSeverity.Critical,
        "the last good copy could not be put back",
        "No copy verifies, or the disk refused it. The model is not handed out. Put the package into the drop folder again.");

    /// <summary>The sanity suite did not run.</summary>
    public static JournalEvent RehearsalNotRun { get; } = new(
        "fbec25dfc59a4158870c08af70cbe9f5",
        "rehearsal-not-run",
        EventSeverity.Warning,
        "the sanity suite did not run",
        "Nothing is known about how the model answers here. The reason code says what was missing; in mode enforce the release does not become current.");

    /// <summary>The operating system refused something.</summary>
    public static JournalEvent OperationFailed { get; } = new(
        "ef261160a8b34db5b207b779f4e79d4f",
        "operation-failed",
        EventSeverity.Error,
        "the operating system refused something",
        "A disk, a permission or a process stopped the agent in what it did. It tries again; the running model stays.");

    /// <summary>The package is the current release already.</summary>
    public static JournalEvent AlreadyCurrent { get; } = new(
        "693b838979ba4e788f08d6cdf8e6ded3",
        "already-current",
        EventSeverity.Info,
        "the package is the current release already",
        "Nothing was done with it.");

    /// <summary>One copy of the state was damaged.</summary>
    public static JournalEvent StateRepaired { get; } = new(
        "d2a1761c216b4a1e9f6646db61847a94",
        "state-repaired",
        EventSeverity.Warning,
        "one copy of the state was damaged",
        "The other copy was used. Release floors are the highest of both. Check the disk if this happens again.");

    /// <summary>The state is lost.</summary>
    public static JournalEvent StateLost { get; } = new(
        "774340dc3f5a4e41a99e29e6f6650e12",
        "state-lost",
        EventSeverity.Critical,
        "the state is lost",
        "Both copies of the state are damaged or gone while releases are installed. The release floors are unknown, so nothing is installed. A device with a hub gets the floors that it attested last back as a minimum; one without is set up anew.");

    /// <summary>The worker does not run here.</summary>
    public static JournalEvent WorkerUnavailable { get; } = new(
        "47625623ffbb4ae685676628162ee64b",
        "worker-unavailable",
        EventSeverity.Error,
        "the worker does not run here",
        "The sandboxed worker could not be started or its sandbox is below the required minimum, so no model is rehearsed and none is handed out. The reason code says why.");

    /// <summary>A check failed.</summary>
    public static JournalEvent CheckFailed { get; } = new(
        "3609a9659d434e8bb9e547b4e3dfe589",
        "check-failed",
        EventSeverity.Warning,
        "a check of a package or an installed release failed",
        "Names the check, what was expected and what was found. The decision follows in an entry of its own.");

    /// <summary>The device was enrolled.</summary>
    public static JournalEvent Enrolled { get; } = new(
        "d372bd054a0e4ca2be8f15416b357ef9",
        "enrolled",
        EventSeverity.Notice,
        "the device was enrolled",
        "The hub issued a certificate for this device's own key; from now on it connects with it. The token was used up and, where the agent may do so, removed.");

    /// <summary>The device could not be enrolled.</summary>
    public static JournalEvent EnrolmentFailed { get; } = new(
        "f642c3c4ab124ff6aa7a8b69af5f43d1",
        "enrolment-failed",
        EventSeverity.Error,
        "the device could not be enrolled",
        "The reason code says why. A hub that does not answer is asked again; a token that was refused is not, until it or the configuration changes. Models stay guarded all the same.");

    /// <summary>The device is connected to its hub.</summary>
    public static JournalEvent HubConnected { get; } = new(
        "20261aba95414b8bbe5ede7ec55177c7",
        "hub-connected",
        EventSeverity.Info,
        "the device is connected to its hub",
        "Records that waited are being sent, and evidence for the hub's newest nonce.");

    /// <summary>The device has no connection to its hub.</summary>
    public static JournalEvent HubConnectionFailed { get; } = new(
        "d13fcd1b1be84584bc05d390a2ac4c46",
        "hub-connection-failed",
        EventSeverity.Warning,
        "the device has no connection to its hub",
        "Said once for each cause until there is a connection again. Records wait on the disk; models stay guarded all the same.");

    /// <summary>A message in the hub's name was refused.</summary>
    public static JournalEvent HubMessageRefused { get; } = new(
        "44fdd85a80aa4d3f803218d5e351dc8b",
        "hub-message-refused",
        EventSeverity.Error,
        "a message in the hub's name was refused",
        "It is not signed by this fleet's hub, is not for this device, or does not follow its form. Nothing of it was used. The same cause is told again only after some minutes, with how many there were.");

    /// <summary>A directive was accepted.</summary>
    public static JournalEvent DirectiveAccepted { get; } = new(
        "8c10f6a1ef0145d58fcbf3336417837c",
        "directive-accepted",
        EventSeverity.Notice,
        "a directive was accepted",
        "It is signed by the director, for this device, and not older than the one before. What it asks for is fetched, and then judged like any other package.");

    /// <summary>A directive was refused.</summary>
    public static JournalEvent DirectiveRefused { get; } = new(
        "7c85e762e7f24ab69570129f101a57a8",
        "directive-refused",
        EventSeverity.Error,
        "a directive was refused",
        "The reason code says which check did not pass. The directive before it stays in force, and so does the running model.");

    /// <summary>A package was fetched.</summary>
    public static JournalEvent PackageFetched { get; } = new(
        "adc90628bac74f408bc8e4f253b28b49",
        "package-fetched",
        EventSeverity.Info,
        "a package was fetched",
        "All bytes that the directive names arrived and begin with the manifest that it names. The package is judged next.");

    /// <summary>A package could not be fetched.</summary>
    public static JournalEvent FetchFailed { get; } = new(
        "333f85d167da496d8dd4780a1e9327b1",
        "fetch-failed",
        EventSeverity.Warning,
        "a package could not be fetched",
        "No source delivered it now. What arrived is kept, and the rest is asked for later.");

    /// <summary>The fleet's trust was updated.</summary>
    public static JournalEvent TrustUpdated { get; } = new(
        "2744b3b70f714c27920397ffe5e94e0d",
        "trust-updated",
        EventSeverity.Notice,
        "the fleet's trust was updated",
        "A trust update, signed under the roots in force and those that it names, counts from now on: anchors and thresholds of all roles.");

    /// <summary>A bulletin is in force.</summary>
    public static JournalEvent BulletinAccepted { get; } = new(
        "62551d54ce4d44e5ba9c4aee0e25e330",
        "bulletin-accepted",
        EventSeverity.Notice,
        "a bulletin is in force",
        "The publisher's newest word on releases that are out: what is recalled, and the least release and revocation list that count.");

    /// <summary>The device's groups changed.</summary>
    public static JournalEvent MembershipAccepted { get; } = new(
        "8a95b22c84ba440584fab04b56b539e4",
        "membership-accepted",
        EventSeverity.Info,
        "the device's groups changed",
        "The director signed which groups this device is in. Directives for these groups count from now on.");

    /// <summary>A signed document was refused.</summary>
    public static JournalEvent DocumentRefused { get; } = new(
        "7d20af1c779c40aab55fb1e6cfe32073",
        "document-refused",
        EventSeverity.Warning,
        "a signed document was refused",
        "The reason code says which check did not pass. What was in force stays in force, and so does the running model.");

    /// <summary>A signed document should have been replaced by now.</summary>
    public static JournalEvent DocumentFrozen { get; } = new(
        "e13e9c77fb7e40b69f1485ac7eaea89e",
        "document-frozen",
        EventSeverity.Warning,
        "a signed document should have been replaced by now",
        "The newest one has expired and stays in force. Somebody may be holding the next one back.");

    /// <summary>The publisher withdrew the release that is current.</summary>
    public static JournalEvent ReleaseWithdrawn { get; } = new(
        "79a03fa34c104166b3461743e542b272",
        "release-withdrawn",
        EventSeverity.Critical,
        "the publisher withdrew the release that is current",
        "In mode enforce it is not handed out any more; where the publisher names the confirmed release as fallback, that one is current again.");

    /// <summary>Root lowered a release floor.</summary>
    public static JournalEvent FloorLowered { get; } = new(
        "33bd4917be314166ad7fe3cc4ddb173e",
        "floor-lowered",
        EventSeverity.Warning,
        "root lowered a release floor",
        "A trust update says that the floor was poisoned. Releases from the stated number on may be installed again.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<JournalEvent> All { get; } =
    [
        AgentStarted,
        AgentStopping,
        SecondAgentRefused,
        ConfigurationReloaded,
        ConfigurationRefused,
        SandboxCoverageReduced,
        PackageFound,
        StateTransition,
        PackageVerified,
        PackageRefused,
        Rehearsed,
        RehearsalFailed,
        BecameCurrent,
        Confirmed,
        RolledBack,
        ReverificationPassed,
        TamperingNoticed,
        EvidenceKept,
        Restored,
        RestoreFailed,
        RehearsalNotRun,
        OperationFailed,
        AlreadyCurrent,
        StateRepaired,
        StateLost,
        WorkerUnavailable,
        CheckFailed,
        Enrolled,
        EnrolmentFailed,
        HubConnected,
        HubConnectionFailed,
        HubMessageRefused,
        DirectiveAccepted,
        DirectiveRefused,
        PackageFetched,
        FetchFailed,
        TrustUpdated,
        BulletinAccepted,
        MembershipAccepted,
        DocumentRefused,
        DocumentFrozen,
        ReleaseWithdrawn,
        FloorLowered,
        .. IdentityEvents.All,
        .. InspectionEvents.All,
        .. RehearsalEvents.All,
        .. ApplicationEvents.All,
    ];
}
