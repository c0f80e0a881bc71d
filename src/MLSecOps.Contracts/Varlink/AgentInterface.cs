namespace MLSecOps.Contracts.Varlink;

/// <summary>The interface <c>io.mlsec.Agent</c> and the methods that every varlink service answers.</summary>
public static class AgentInterface
{
    /// <summary>Name of the interface, and of the socket.</summary>
    public const string Name = "io.mlsec.Agent";

    /// <summary>Name of the interface that every service has.</summary>
    public const string ServiceName = "org.varlink.service";

    /// <summary>Method: what runs here and whether it is trusted. No parameters; results <see cref="StatusReply"/>.</summary>
    public const string Status = Name + ".Status";

    /// <summary>Method: the models here, and which of them may be opened. No parameters; results <see cref="ListModelsReply"/>.</summary>
    public const string ListModels = Name + ".ListModels";

    /// <summary>Method: verified open. Parameters <see cref="OpenModelParameters"/>; results <see cref="OpenModelReply"/> with descriptors; errors <see cref="VarlinkErrors.ModelNotFound"/>, <see cref="VarlinkErrors.NotTrusted"/>, <see cref="VarlinkErrors.OpenFailed"/>.</summary>
    public const string OpenModel = Name + ".OpenModel";

    /// <summary>Method, with <c>more</c>: what happens to models from now on. No parameters; results <see cref="EventsReply"/>, without end; errors <see cref="VarlinkErrors.ExpectedMore"/>, <see cref="VarlinkErrors.TooManySubscribers"/>.</summary>
    public const string Events = Name + ".Events";

    /// <summary>Method: the application keeps the current release. Parameters <see cref="ConfirmModelParameters"/>; errors <see cref="VarlinkErrors.NotCurrent"/>, <see cref="VarlinkErrors.NotRehearsed"/>.</summary>
    public const string ConfirmModel = Name + ".ConfirmModel";

    /// <summary>Method: runs the sanity suite of a model's current release again, and waits for its end. Parameters <see cref="RehearseModelParameters"/>; results <see cref="RehearseModelReply"/>; errors <see cref="VarlinkErrors.ModelNotFound"/>, <see cref="VarlinkErrors.Busy"/>.</summary>
    public const string RehearseModel = Name + ".RehearseModel";

    /// <summary>Method: takes this device out of use and wipes its keys; for root and the agent's own user. No parameters; results <see cref="RetireReply"/>; errors <see cref="VarlinkErrors.PermissionDenied"/>, <see cref="VarlinkErrors.NotRetired"/>.</summary>
    public const string Retire = Name + ".Retire";

    /// <summary>Method: results <see cref="VarlinkServiceInfo"/>.</summary>
    public const string GetInfo = ServiceName + ".GetInfo";

    /// <summary>Method: parameter <see cref="VarlinkInterfaceName"/>, results <see cref="VarlinkDescription"/>.</summary>
    public const string GetInterfaceDescription = ServiceName + ".GetInterfaceDescription";

    /// <summary>Most bytes of one call, terminator included.</summary>
    public const int MaxCallBytes = 64 << 10;

    /// <summary>Most bytes of one reply, terminator included.</summary>
    public const int MaxReplyBytes = 4 << 20;

    /// <summary>The interface in varlink's definition language (varlink.org "Interface definition").</summary>
    public const string Description =
        """
        # The agent that installs, guards and attests models on this device.
        # Times are RFC 3339 UTC; digests are "sha256:" and 64 hexadecimal digits.
        interface io.mlsec.Agent

        # One confinement layer of the worker that runs models.
        type SandboxLayer (layer: string, active: bool, detail: ?string)

        # outcome: passed, failed or not_run.
        type Rehearsal (outcome: string, reason: ?string, engine: ?string)

        # state: idle, fetching, verifying, inspecting, rehearsing, staged, current, confirmed or rolled-back.
        # verdict: trusted, rejected or inconclusive, of the bytes on disk when they were last examined.
        type Model (
          model: string,
          release: ?int,
          version: ?string,
          manifest_digest: ?string,
          state: string,
          verdict: string,
          reason: ?string,
          last_verified: ?string,
          rehearsal: ?Rehearsal,
          release_floor: int
        )

        # severity: critical, error, warning, notice or info.
        type Finding (time: string, reason: string, severity: string, model: ?string, detail: ?string)

        # The line to the hub. reason: why there is no connection. verdict: what the hub makes of this device, by its newest
        # signed appraisal; null before the first. ignored: messages that nothing was done with, since the start.
        type Hub (
          url: string,
          connected: bool,
          ueid: ?string,
          reason: ?string,
          verdict: ?string,
          appraised_at: ?string,
          ignored: int
        )

        # Signed documents in force. trust_version: 0 for what trust.toml alone says. time_floor: the newest time that documents
        # prove to have passed. frozen: reason codes of documents that should have been replaced by now.
        type Documents (trust_version: int, time_floor: string, frozen: []string, bulletin_version: ?int)

        # One row of ListModels. openable: OpenModel would hand it out now, as far as is known before its bytes are read.
        type ListedModel (
          model: string,
          release: ?int,
          version: ?string,
          manifest_digest: ?string,
          verdict: string,
          openable: bool,
          reason: ?string
        )

        # One file of an opened model. path: as in the package, relative; a model names its external data so. role: model,
        # external-data or data. sha256: of the content, as sha256sum computes it. size: bytes. fd: index of its descriptor.
        type File (path: string, role: string, sha256: string, size: int, fd: int)

        # event: subscribed, release-changed, verdict-changed or finding; more may come. release and verdict: of the model from
        # now on. reason: a reason code.
        type Event (time: string, event: string, model: ?string, release: ?int, verdict: ?string, reason: ?string)

        # An application that has a model open, and what is known of its answers. served: canaries through its own path; audited: its
        # recorded answers; both passed, failed or not_run. reason: why the worse of both did not pass.
        type Application (
          model: string,
          release: int,
          process: int,
          user: int,
          program: string,
          since: string,
          served: string,
          audited: string,
          reason: ?string
        )

        # mode: enforce or observe. insecure: options in force that weaken a guarantee.
        method Status() -> (
          version: string,
          mode: string,
          ready: bool,
          insecure: []string,
          sandbox: []SandboxLayer,
          models: []Model,
          findings: []Finding,
          hub: ?Hub,
          documents: ?Documents,
          applications: ?[]Application
        )

        # The models on this device, by name.
        method ListModels() -> (models: []ListedModel)

        # Verified open: the bytes that were signed, through descriptors that nobody can change any more. Each is a fresh read-only
        # description: a memory file under the seals WRITE, GROW, SHRINK and SEAL, or a file that the kernel checks by fs-verity.
        # fd and tap are indexes into the descriptors that come with the first byte of the reply (SCM_RIGHTS), at most 253. tap: a
        # socket (SOCK_SEQPACKET, non-blocking) for what the model saw and said; null when nobody listens.
        method OpenModel(model: string) -> (
          model: string,
          release: int,
          version: string,
          manifest_digest: string,
          files: []File,
          tap: ?int
        )

        # What happens to models from now on, one reply for each event; must be called with more, on a connection of its own, which
        # the caller closes when it has heard enough. lost: how many events before this one were dropped because they were not read
        # in time.
        method Events() -> (event: Event, lost: int)

        # The application keeps the release that it runs: from now on no lower one is accepted.
        method ConfirmModel(model: string, release: int) -> ()

        # Runs the sanity suite of the current release again, compares every bit with the answers enrolled on this device, and waits
        # for its end: as long as worker.deadline, and as what runs before. outcome: passed, failed or not_run. enrolled: exact answers
        # are enrolled under this engine; without them a pass says that all outputs are within their tolerances.
        method RehearseModel(model: string) -> (
          model: string,
          release: int,
          outcome: string,
          reason: ?string,
          engine: ?string,
          enrolled: bool,
          ended: string
        )

        # Takes this device out of use: tells the hub, ends the connection, overwrites and removes the keys. For root and the
        # agent's own user. ueid: who it was; null when it was not enrolled. untold: why the hub does not know; null when it does.
        method Retire() -> (ueid: ?string, untold: ?string)

        # No model of that name is here.
        error ModelNotFound ()

        # It is not handed out, because it is not trusted now.
        error NotTrusted (reason: string)

        # It is not handed out for a cause outside the model: memory, disk, descriptors.
        error OpenFailed (reason: string)

        # All places for subscribers are taken.
        error TooManySubscribers ()

        # The keys could not be removed, or no hub is configured.
        error NotRetired (why: string)

        # Too many callers wait for rehearsals.
        error Busy ()

        # That release is not current, or is not trusted now.
        error NotCurrent ()

        # Only applications can run this model, and none has answered all its golden inputs rightly through its tap yet.
        error NotRehearsed ()

        """;

    /// <summary>The interface that every service has, in the same language.</summary>
    public const string ServiceDescription =
        """
        # What every varlink service answers.
        interface org.varlink.service

        method GetInfo() -> (vendor: string, product: string, version: string, url: string, interfaces: []string)
        method GetInterfaceDescription(interface: string) -> (description: string)

        error InterfaceNotFound (interface: string)
        error MethodNotFound (method: string)
        error MethodNotImplemented (method: string)
        error InvalidParameter (parameter: string)
        error PermissionDenied ()
        error ExpectedMore ()

        """;
}
