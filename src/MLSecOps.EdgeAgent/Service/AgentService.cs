using System.Runtime.InteropServices;
using MLSecOps.Configuration;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Documents;
using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Tpm;
using MLSecOps.EdgeAgent.Update;
using MLSecOps.EdgeAgent.Varlink;
using MLSecOps.EdgeAgent.Watch;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>The agent at work: state, slots, socket, watches and schedule. READY means that state is loaded and the socket listens; models may still be verifying, and none is handed out before.</summary>
internal sealed class AgentService : IAsyncDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private readonly AgentParts _parts;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SlotTable _slots;
    private readonly StateStore _state;
    private readonly EffectRunner _effects;
    private readonly Engine _engine;
    private readonly Lock _scanning = new();
    private readonly DropFolder _drop;
    private readonly TrustFolder _documents;
    private readonly ApplicationDesk _applications;
    private readonly HubParts? _hub;
    private readonly TpmParts? _tpm;
    private readonly DeviceFloors _floors;
    private readonly RehearsalSchedule _rehearsals;
    private FolderWatch? _watch;
    private VarlinkServer? _server;
    private PosixSignalRegistration? _reload;
    private Task _schedule = Task.CompletedTask;
    private Task _rehearsing = Task.CompletedTask;
    private Task _watchdog = Task.CompletedTask;
    private volatile bool _ready;
    private volatile bool _started;
    private long _trustVersion;

    public AgentService(AgentParts parts)
    {
        _parts = parts;
        _trustVersion = parts.Keeper.State.TrustVersion;
        _state = StateStore.Load(parts.Layout, parts.Log);
        _engine = new Engine(parts.Worker.AskAsync, parts.Log);
        _tpm = parts.Settings.Agent.Tpm is { } address ? new TpmParts(parts.Settings.Agent, address, _state, parts.Layout, parts.Log, parts.Time) : null;
        _floors = new DeviceFloors(parts.Keeper, _state, _tpm, parts.Log, FloorsCount);
        _drop = new DropFolder(parts.Settings.Agent.DropDirectory);
        _effects = parts.MakeEffects((model, offer, token) => _hub is { } hub ? hub.Fetcher.BringAsync(model, offer, token) : Task.FromResult<UpdateEvent?>(null), _tpm, () => _floors.Trouble);
        _slots = new SlotTable(new SlotSurroundings(
            _state,
            _effects,
            new UpdateReporter(parts.Log, _effects.GroundsOf),
            () => _parts.Settings.Update,
            () => _engine.Newest.Key,
            parts.Keeper.EventsFor,
            Changed,
            parts.Time)
        {
            FloorStored = () => _tpm?.FloorStoredAsync() ?? Task.CompletedTask,
        });
        _rehearsals = new RehearsalSchedule(() => _parts.Settings.Agent.RehearseInterval, () => _slots.PostAll(new UpdateEvent.RehearsalDue()), parts.Time, Random.Shared.NextDouble);
        _applications = new ApplicationDesk(parts, _slots, () => _engine.Newest.Key, () => _hub?.StateChanged());
        if (parts.Settings.Agent.Hub is not null)
        {
            _hub = HubParts.Make(parts, _slots, EvidenceState, () => _floors.Trouble is null, new FloorHandback(() => _floors.AreLost, floors => _floors.Adopt(floors, _slots)), _tpm);
        }

        _documents = new TrustFolder(() => parts.Settings.Local.Folder, parts.Keeper, () => _hub?.Line.Identity?.Ueid, parts.Log);
    }

    // The worst: without floors, or without recalls, nothing is installed.
    private Reason? Trouble => _floors.Trouble ?? _state.Trouble ?? _parts.Keeper.Trouble;

    /// <summary>Starts all of it. Once; afterwards <see cref="StopAsync"/>.</summary>
    public void Start()
    {
        _parts.Keeper.Changed += DocumentsChanged;
        if ((_state.Trouble ?? _parts.Keeper.Trouble) is { } trouble)
        {
            _parts.Log.Write(_floors.Trouble == StoreReasons.StateLost ? JournalEvents.StateLost : JournalEvents.StateRepaired, null, _floors.Trouble == StoreReasons.StateLost ? StoreReasons.StateLost : trouble);
        }

        foreach (SlotState slot in _state.Loaded)
        {
            _slots.Add(slot);
        }

        _watch = new FolderWatch(_parts.Time, folder => _parts.Log.Failure(StoreReasons.WatchReduced, null, folder));
        UnixListener listener = UnixListener.Listen(_parts.Settings.Agent.VarlinkSocket, _parts.SocketMode);
        _parts.OwnSocket();
        RehearsalOnDemand rehearsals = new(_slots, () => _engine.Newest.Key, _parts.Time);
        _server = new VarlinkServer(listener, new AgentMethods(Status, Confirm, _hub is null ? null : RetireAsync, _applications.Methods, new RehearsalMethod(rehearsals.RunAsync)), _applications.Events);
        _server.Start();
        _reload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Reload();
        });
        _schedule = BrokenProgram.Watch(RunAsync);
        _hub?.Start();
        _watchdog = Task.Run(KeepAliveAsync);
        _ready = true;
        _parts.Notifier.Ready(StatusView.Line(Models(), Trouble));
        _parts.Log.Write(JournalEvents.AgentStarted, null, null, AgentVersion.Text);
    }

    /// <summary>Tells the service manager and the journal, and ends all of it in order.</summary>
    public async Task StopAsync()
    {
        _parts.Notifier.Stopping();
        _parts.Log.Write(JournalEvents.AgentStopping);
        await DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        _reload?.Dispose();
        await _schedule.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _rehearsing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _watchdog.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        await _applications.DisposeAsync();

        if (_hub is not null)
        {
            await _hub.Line.DisposeAsync();
        }

        // Slots end before what they use: one that just became current asks the watch to look after its folder.
        await _slots.DisposeAsync();
        if (_watch is not null)
        {
            await _watch.DisposeAsync();
        }

        _hub?.Dispose();
        _tpm?.Dispose();
        _parts.Worker.Dispose();
    }

    // The engine first: without it nothing counts as rehearsed, and slots would rehearse for nothing.
    private async Task RunAsync()
    {
        await _engine.RefreshAsync(_stopping.Token);
        await MeasureAsync();
        LookAtDocuments();
        _slots.PostAll(new UpdateEvent.Started());
        _started = true;
        _rehearsing = BrokenProgram.Watch(() => _rehearsals.RunAsync(_stopping.Token));
        _watch!.Watch(_parts.Settings.Agent.DropDirectory, Scan);
        _watch.Watch(_parts.Settings.Local.Folder, LookAtDocuments);
        Scan();
        await GiveMemoryBackAsync();
        while (!_stopping.IsCancellationRequested)
        {
            await Task.Delay(_parts.Settings.Agent.WatchInterval, _parts.Time, _stopping.Token);
            await LookAgainAsync();
            await GiveMemoryBackAsync();
        }
    }

    private async Task LookAgainAsync()
    {
        LookAtDocuments();
        await _engine.RefreshAsync(_stopping.Token);
        await MeasureAsync();
        _slots.RecheckAll();
        _slots.PostAll(new UpdateEvent.RetryDue());
        Scan();
        _hub?.Look();
        _applications.Look();
    }

    // What the floors are worth, and what runs here: before models are handed out, and again when an engine or a configuration is another one.
    private async Task MeasureAsync()
    {
        if (_tpm is not null)
        {
            // All at once, in this order: a TPM that hangs costs its patience once.
            await Task.WhenAll(
            [
                _tpm.LookAsync(),
                _tpm.MeasureAgentAsync(_parts.Settings.Digest, _engine.Newest.Key),
                .. _slots.Shown.Select(slot => slot.State).Where(state => state.Current is not null).Select(state => _tpm.MeasureModelAsync(state.Model, state.Current!.Id.Manifest)),
            ]);
        }

        if (_floors.TellUnproven())
        {
            if (_floors.AreLost)
            {
                _hub?.FloorsLost();
            }

            _hub?.StateChanged();
        }
    }

    // Verification windows are large and short-lived: after a round of work the collector would keep them for hours of idling.
    private async Task GiveMemoryBackAsync()
    {
        await Task.Delay(Settling, _parts.Time, _stopping.Token);
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private async Task KeepAliveAsync()
    {
        if (_parts.Notifier.WatchdogPeriod is not { } period)
        {
            return;
        }

        using PeriodicTimer timer = new(period / 2, _parts.Time);
        while (await timer.WaitForNextTickAsync(_stopping.Token))
        {
            // The schedule's task ends only by a bug: then systemd starts the agent anew.
            if (!_schedule.IsCompleted)
            {
                _parts.Notifier.KeepAlive();
            }
        }
    }

    private void Scan()
    {
        lock (_scanning)
        {
            // Without floors an old release could come back: nothing is installed until they are proven again (G2).
            if (_floors.Trouble is not null)
            {
                return;
            }

            try
            {
                _drop.Scan(_parts.Settings.Key, Offer, Refused);
            }
            catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
            {
                _parts.Log.Failure(StoreReasons.PackageUnreadable, null, outside.Message);
            }
        }
    }

    private void LookAtDocuments()
    {
        _documents.Scan();
        _parts.Keeper.TellFreezes();
    }

    // Slots first: a recall holds before anything is offered anew. What was refused under other documents is looked at again.
    private void DocumentsChanged()
    {
        _slots.TellDocuments();
        if (_started)
        {
            Scan();
            _hub?.Look();
        }

        if (Interlocked.Exchange(ref _trustVersion, _parts.Keeper.State.TrustVersion) != _parts.Keeper.State.TrustVersion)
        {
            // Other roots may stand above the hub now.
            _hub?.Line.ConfigurationChanged();
        }

        _hub?.StateChanged();
    }

    private void Offer(string model, Offer offer)
    {
        if (_slots.FindOrMake(model) is { } slot)
        {
            slot.Post(new UpdateEvent.Offered(offer));
        }
        else
        {
            Refused(offer.Source, StoreReasons.TooManySlots, model);
        }
    }

    private void Refused(string file, Reason reason, string? detail) => _parts.Log.Write(JournalEvents.PackageRefused, null, reason, detail ?? file);

    // After each step: what is current is watched, a slot that became free looks at what waits, systemd shows the new line.
    private void Changed(Slot slot, bool becameFree)
    {
        if (slot.State.Current is { } current && _watch is not null)
        {
            _watch.Watch(_parts.Layout.Release(slot.State.Model, current.Id), () => SlotTable.Recheck(slot));
        }

        if (becameFree)
        {
            Scan();
            _hub?.Look();
        }

        _hub?.StateChanged();
        _applications.Look();
        _parts.Notifier.Status(StatusView.Line(Models(), Trouble));
    }

    private void Reload()
    {
        _parts.Notifier.Reloading();
        if (_parts.TryReload(out IReadOnlyList<ConfigurationProblem> problems))
        {
            bool late = _hub is null && _parts.Settings.Agent.Hub is not null;
            _parts.Log.Write(JournalEvents.ConfigurationReloaded, null, null, late ? "hub.url counts from the next start on" : null);
            _hub?.Line.ConfigurationChanged();
            _rehearsals.ConfigurationChanged();
            _ = BrokenProgram.Watch(LookAgainAsync);
        }
        else
        {
            foreach (ConfigurationProblem problem in problems)
            {
                _parts.Log.Write(JournalEvents.ConfigurationRefused, null, problem.Reason, $"{problem.Place}: {problem.Message}");
            }
        }

        _parts.Notifier.Ready(StatusView.Line(Models(), Trouble));
    }

    private string? Confirm(string model, long release)
    {
        if (_slots.Find(model) is not { State.Current: { } current } slot || current.Id.Release != release
            || !slot.State.MayHandOut(_parts.Settings.Update, _engine.Newest.Key))
        {
            return VarlinkErrors.NotCurrent;
        }

        if (!_applications.IsRehearsed(current, model))
        {
            return VarlinkErrors.NotRehearsed;
        }

        slot.Post(new UpdateEvent.ApplicationConfirmed(current.Id));
        return null;
    }

    private void FloorsCount()
    {
        _parts.Notifier.Status(StatusView.Line(Models(), Trouble));
        _hub?.StateChanged();
        Scan();
        _hub?.Look();
    }

    private async Task<RetireReply> RetireAsync(CancellationToken cancellationToken)
    {
        (Formats.Eat.Ueid? ueid, string? untold) = await _hub!.Line.RetireAsync(cancellationToken);
        return new RetireReply(ueid?.Hex, untold);
    }

    private List<ModelStatus> Models() =>
        [.. _slots.Shown.Select(slot => StatusView.Of(slot.State, _parts.Settings.Update, _engine.Newest.Key, _effects.LastVerified(slot.State.Model)))];

    private StatusReply Status() => new(
        AgentVersion.Text,
        _parts.Settings.Update.Enforce ? "enforce" : "observe",
        _ready,
        _parts.Settings.Agent.InsecureOptions,
        _engine.Newest.Sandbox,
        Models(),
        _parts.Log.Findings,
        _hub?.Line.Status,
        StatusView.Of(_parts.Keeper.State, _parts.Keeper.Now),
        StatusView.Of(_applications.Taps.Standings));

    private EvidenceState EvidenceState() => new(_parts.Settings, _engine.Newest, [.. _slots.Shown.Select(slot => slot.State)], _effects.Measured)
    {
        Freezes = _parts.Keeper.State.Freezes(_parts.Keeper.Now),
        Behaviour = _applications.Taps.Of,
        HandedOut = _applications.Taps.HandedOut,
        TpmGap = _tpm is null ? EvidenceReasons.SoftwareKeys : _tpm.Gap,
        QuotesBoot = _tpm is { QuotesBoot: true, Gap: null },
        FloorTrouble = _floors.Trouble,
        AreFloorsLost = _floors.AreLost,
    };
}
