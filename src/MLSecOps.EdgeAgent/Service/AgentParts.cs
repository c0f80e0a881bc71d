using MLSecOps.Behaviour.Applications;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Documents;
using MLSecOps.EdgeAgent.Opening;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Tap;
using MLSecOps.EdgeAgent.Tpm;
using MLSecOps.EdgeAgent.Update;
using MLSecOps.EdgeAgent.Worker;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Memory;
using MLSecOps.Linux.Sockets;
using MLSecOps.Linux.Systemd;
using MLSecOps.Sandbox.Inference;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>What the agent is made of: the composition root.</summary>
internal sealed class AgentParts
{
    private readonly IBlockHasher _hasher = new ParallelBlockHasher();
    private readonly PlainDigests _plain = new();
    private readonly ConfigurationSources _sources;
    private volatile AgentSettings _settings;

    public AgentParts(ConfigurationSources sources, AgentSettings settings, AgentLog log, ServiceNotifier notifier, TimeProvider time)
    {
        _sources = sources;
        _settings = settings;
        Log = log;
        Notifier = notifier;
        Time = time;
        Layout = new StoreLayout(settings.Agent.StateDirectory);
        Worker = new WorkerRehearsal(settings.Agent, log);
        Inspection = new WorkerInspection(Worker, settings.Agent, log);
        Challenge = new WorkerChallenge(Worker, settings.Agent, _hasher, log);
        Keeper = new TrustKeeper(TrustStateStore.Load(Layout), () => _settings, log, time);
        Keeper.Changed += ReadDocuments;
        ReadDocuments();
    }

    /// <summary>What the administrator and the fleet's signed documents decided, now.</summary>
    public AgentSettings Settings => _settings;

    public AgentLog Log { get; }

    public ServiceNotifier Notifier { get; }

    public TimeProvider Time { get; }

    /// <summary>Where things are. Folders and sockets do not move with a reload.</summary>
    public StoreLayout Layout { get; }

    /// <summary>The sandboxed worker; like folders and sockets it stays where it was at the start.</summary>
    public WorkerRehearsal Worker { get; }

    /// <summary>The same worker, for what models hide.</summary>
    public WorkerInspection Inspection { get; }

    /// <summary>The same worker, for what a hub asks the models.</summary>
    public WorkerChallenge Challenge { get; }

    /// <summary>Signed documents beside packages.</summary>
    public TrustKeeper Keeper { get; }

    /// <summary>Who may connect to the socket: root and the agent's user; a group where one is configured.</summary>
    public UnixFileMode SocketMode => _settings.Agent.VarlinkGroup is null
        ? UnixFileMode.UserRead | UnixFileMode.UserWrite
        : UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>Gives the socket to the configured group.</summary>
    /// <exception cref="IOException">There is no such group, or this user may not.</exception>
    public void OwnSocket()
    {
        if (_settings.Agent.VarlinkGroup is { } group)
        {
            SocketGroup.Set(_settings.Agent.VarlinkSocket, group);
        }
    }

    /// <summary>Makes the desk that watches applications.</summary>
    /// <param name="slotOf">Where a model stands.</param>
    /// <param name="changed">Called when evidence would say something else than before.</param>
    public TapDesk MakeTapDesk(Func<string, SlotState?> slotOf, Action changed)
    {
        Auditor auditor = new(
            new Inferer(Worker.Launcher),
            _hasher,
            request => Inferer.LimitsFor(request) with { Deadline = _settings.Agent.WorkerDeadline, MemoryBytes = _settings.Agent.WorkerMemoryBytes });
        return new TapDesk(new DeskSurroundings(
            Layout.Release,
            slotOf,
            (opened, suite, calls, token) => auditor.RunAsync(Layout.Release(opened.Model, opened.Release), opened.Release, suite, calls, token),
            () => new WatchPolicy
            {
                CanaryInterval = _settings.Agent.CanaryInterval,
                AuditInterval = _settings.Agent.AuditInterval,
                Silence = _settings.Agent.TapSilence,
            },
            new ApplicationReporter(Log, changed),
            _hasher,
            Time));
    }

    /// <param name="bring">Brings the bytes of offers that are elsewhere.</param>
    /// <param name="tpm">Measures what becomes current, and knows whether floors count; null for none.</param>
    /// <param name="floors">Why floors do not count; null when they do.</param>
    public EffectRunner MakeEffects(Func<string, Offer, CancellationToken, Task<UpdateEvent?>> bring, TpmParts? tpm, Func<Reason?> floors)
    {
        ReleaseFolders folders = new(Layout);
        folders.Prepare();
        ReleaseVerification verification = new(Layout, () => _settings, () => Keeper.Now, _hasher) { Plain = _plain };
        return new EffectRunner(
            folders,
            new PristinePackages(Layout),
            verification,
            new Quarantine(Layout, Time),
            Inspection.InspectAsync,
            (folder, release, token) => Worker.RehearseAsync(folder, release, token),
            () => _settings,
            Log,
            Time,
            Keeper,
            bring)
        {
            FloorTrouble = floors,
            Announce = (model, release) => tpm?.MeasureModelAsync(model, release.Manifest) ?? Task.CompletedTask,
        };
    }

    /// <summary>Makes releases ready for applications.</summary>
    public ReleaseSealing MakeSealing() => new(Layout, _hasher, _plain, MemoryRoom.Bytes);

    /// <summary>Reads the configuration again; on any problem the one in force stays.</summary>
    public bool TryReload(out IReadOnlyList<ConfigurationProblem> problems)
    {
        AgentSettings? read = AgentSettings.Load(_sources, out problems);
        if (read is null)
        {
            return false;
        }

        _settings = read.Under(Keeper.State, Keeper.Lists);
        return true;
    }

    private void ReadDocuments() => _settings = _settings.Under(Keeper.State, Keeper.Lists);
}
