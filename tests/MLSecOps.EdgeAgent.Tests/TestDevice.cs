using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Documents;
using MLSecOps.EdgeAgent.Evidence;
using MLSecOps.EdgeAgent.Opening;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Update;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Systemd;
using MLSecOps.TestKit;
using MLSecOps.Trust.Policy;

namespace MLSecOps.EdgeAgent.Tests;

/// <summary>A device on real folders with real packages and the real verifier; only the worker's answer is given by the test, since these tests are about the store.</summary>
internal sealed class TestDevice : IAsyncDisposable
{
    public const string Engine = "test engine";

    private readonly Transcript _journal = new();
    private volatile AgentSettings _settings;
    private readonly SlotTable _slots;
    private readonly EffectRunner _effects;

    public TestDevice(ScratchFolder folder, SigningAuthority authority, string more = "[update]\nsoak = \"0s\"\n", string trust = "", string mode = "enforce")
    {
        Folder = folder;
        File.WriteAllText(folder["anchor.pem"], SigningAuthority.CertificatePem(authority.Certificate));
        File.WriteAllText(folder["trust.toml"], "fleet = \"acme\"\n[publisher]\nanchors = [\"anchor.pem\"]\n" + trust);
        File.WriteAllText(
            folder["agent.toml"],
            $"""
            [agent]
            mode = "{mode}"
            state_dir = "{folder["state"]}"
            runtime_dir = "{folder["run"]}"
            [device]
            hardware = "x86-64"
            [trust]
            file = "{folder["trust.toml"]}"
            {more}
            """);
        _settings = AgentSettings.Load(new ConfigurationSources(File: folder["agent.toml"]), out IReadOnlyList<ConfigurationProblem> problems)
            ?? throw new InvalidOperationException(string.Join('\n', problems));
        Directory.CreateDirectory(_settings.Agent.DropDirectory);
        Layout = new StoreLayout(_settings.Agent.StateDirectory);
        AgentLog log = new(Journal.Open("test", _journal, folder["no-journal"]), TimeProvider.System);
        ReleaseFolders folders = new(Layout);
        folders.Prepare();
        Log = log;
        State = StateStore.Load(Layout, log);
        EffectRunner effects = _effects = new(
            folders,
            new PristinePackages(Layout),
            new ReleaseVerification(Layout, () => _settings, () => Keeper!.Now, new ParallelBlockHasher()),
            new Quarantine(Layout, TimeProvider.System),
            (folder, _, _) => Task.FromResult(new InspectedRelease(folder.Release, Inspection, InspectionNotes, null)),
            (_, _, _) => RehearsalFault is { } fault ? Task.FromException<RehearsalResult>(fault) : Task.FromResult(Rehearsal),
            () => _settings,
            log,
            TimeProvider.System,
            Keeper = new TrustKeeper(TrustStateStore.Load(Layout), () => _settings, log, Clock),
            (model, offer, token) => Bring?.Invoke(model, offer, token) ?? Task.FromResult<UpdateEvent?>(null));
        _slots = new SlotTable(new SlotSurroundings(
            State, effects, new UpdateReporter(log, effects.GroundsOf), () => _settings.Update, () => Engine, Keeper.EventsFor, (_, free) => BecameFree(free), TimeProvider.System));
        Keeper.Changed += () =>
        {
            _settings = _settings.Under(Keeper.State, Keeper.Lists);
            _slots.TellDocuments();
        };
        _settings = _settings.Under(Keeper.State, Keeper.Lists);
        foreach (SlotState slot in State.Loaded)
        {
            _slots.Add(slot);
        }

        _slots.PostAll(new UpdateEvent.Started());
    }

    public ScratchFolder Folder { get; }

    public StoreLayout Layout { get; }

    public StateStore State { get; }

    public AgentLog Log { get; }

    /// <summary>Signed documents beside packages.</summary>
    public TrustKeeper Keeper { get; }

    /// <summary>What the device's clock says.</summary>
    public DateTimeOffset Now
    {
        get => Clock.Now;
        set => Clock.Now = value;
    }

    private SetClock Clock { get; } = new();

    /// <summary>What the worker finds in a model.</summary>
    public InspectionResult Inspection { get; set; } = new(CheckOutcome.Passed, null, Engine);

    /// <summary>The findings that it names.</summary>
    public IReadOnlyList<InspectionNote> InspectionNotes { get; set; } = [];

    /// <summary>What the worker answers.</summary>
    public RehearsalResult Rehearsal { get; set; } = new(CheckOutcome.Passed, null, Engine);

    /// <summary>What keeps the worker from being asked; null for nothing.</summary>
    public IOException? RehearsalFault { get; set; }

    public SlotTable Slots => _slots;

    /// <summary>Brings the bytes of offers that are elsewhere.</summary>
    public Func<string, Offer, CancellationToken, Task<UpdateEvent?>>? Bring { get; set; }

    /// <summary>Called when a slot became free.</summary>
    public Action? Freed { get; set; }

    public AgentSettings Settings => _settings;

    public string JournalText => _journal.ToString();

    public UpdatePolicy Policy => _settings.Update;

    /// <summary>What evidence of this device is made of.</summary>
    public EvidenceState Evidence() => new(
        _settings, new EngineReport(Engine, [], null, null), [.. _slots.Shown.Select(slot => slot.State)], _effects.Measured);

    public SlotState Slot(string model = "vision") => _slots.Find(model)?.State ?? new SlotState(model);

    /// <summary>Opens models as the agent does for its applications.</summary>
    /// <param name="shelf">Where they come from.</param>
    public ModelOpener Opener(ReleaseShelf shelf) => new(_slots.Find, () => Policy, () => Engine, shelf, (model, what) => _journal.WriteLine($"{model}: {what}"));

    public Slot? FindOrMake(string model) => _slots.FindOrMake(model);

    public string ModelFile(string model = "vision") => Path.Combine(Layout.Release(model, Slot(model).Current!.Id), "model.onnx");

    /// <summary>Drops a package and waits until the slot is at rest again.</summary>
    public async Task<SlotState> InstallAsync(byte[] package, string name = "package.mlpkg")
    {
        File.WriteAllBytes(Path.Combine(_settings.Agent.DropDirectory, name), package);
        string? model = null;
        SlotState? before = null;
        new DropFolder(_settings.Agent.DropDirectory).Scan(
            _settings.Key + Guid.NewGuid().ToString("N"),
            (claimed, offer) =>
            {
                model = claimed;
                before = _slots.FindOrMake(claimed)!.State;
                _slots.Find(claimed)!.Post(new UpdateEvent.Offered(offer));
            },
            (file, reason, detail) => _journal.WriteLine($"{file} {reason} {detail}"));
        if (model is null)
        {
            return new SlotState("none");
        }

        Slot slot = _slots.Find(model)!;
        await UntilAsync(() => !ReferenceEquals(before, slot.State) && !slot.State.IsBusy && QuietSince());
        return slot.State;
    }

    /// <summary>Reads the current release again, as the watch does.</summary>
    public void Recheck(string model = "vision") => SlotTable.Recheck(_slots.Find(model)!);

    public void Post(UpdateEvent happened, string model = "vision") => _slots.Find(model)!.Post(happened);

    /// <summary>Waits for a state of the slot; fails with the journal after ten seconds.</summary>
    public async Task UntilAsync(Func<bool> reached)
    {
        for (int i = 0; i < 1000; i++)
        {
            if (reached())
            {
                return;
            }

            await Task.Delay(10);
        }

        Assert.Fail("not reached; the journal says:\n" + JournalText);
    }

    public async ValueTask DisposeAsync() => await _slots.DisposeAsync();

    private void BecameFree(bool free)
    {
        if (free)
        {
            Freed?.Invoke();
        }
    }

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private int _length;
    private int _quiet;

    // At rest means that the journal did not grow over some looks: effects after the last state run in lanes of their own.
    private bool QuietSince()
    {
        int length = JournalText.Length;
        _quiet = length == _length ? _quiet + 1 : 0;
        _length = length;
        return _quiet > 5;
    }
}
