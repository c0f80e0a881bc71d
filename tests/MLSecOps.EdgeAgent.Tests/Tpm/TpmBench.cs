using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Tpm;
using MLSecOps.Linux.Systemd;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Tpm;

/// <summary>The agent's half of the TPM, on a TPM in software, with a store of its own.</summary>
internal sealed class TpmBench : IAsyncDisposable
{
    public const int Pcr = 12;

    private readonly ScratchFolder _folder = new();
    private readonly Transcript _journal = new();

    private TpmBench(Swtpm tpm)
    {
        Tpm = tpm;
        Directory.CreateDirectory(_folder["run"]);
        Layout = new StoreLayout(_folder["state"]);
        new ReleaseFolders(Layout).Prepare();
        Log = new AgentLog(Journal.Open("test", _journal, _folder["no-journal"]), TimeProvider.System);
        Store = StateStore.Load(Layout, Log);
        Parts = Make();
    }

    public Swtpm Tpm { get; }

    public StoreLayout Layout { get; }

    public AgentLog Log { get; }

    public StateStore Store { get; private set; }

    public TpmParts Parts { get; private set; }

    public string JournalText => _journal.ToString();

    public string RunFolder => _folder["run"];

    public static async Task<TpmBench> StartAsync(bool certified = false)
    {
        Assert.SkipUnless(Swtpm.Installed, Swtpm.Absent);
        return new TpmBench(await Swtpm.Start(certified));
    }

    /// <summary>The agent ends and begins anew, as after a crash: what is not on the disk or in the TPM is gone.</summary>
    public void Restart()
    {
        Parts.Dispose();
        Store = StateStore.Load(Layout, Log);
        Parts = Make();
    }

    /// <summary>A floor rises as it does in a slot.</summary>
    public async Task RaiseAsync(long floor)
    {
        Assert.True(Store.TrySave(new SlotState("vision") { Floor = floor }, movesFloor: true));
        await Parts.FloorStoredAsync();
    }

    public Task<T> At<T>(Func<TpmSession, T> work) => Parts.Lane.RunAsync(work);

    public long Floor => Store.Loaded.SingleOrDefault()?.Floor ?? 0;

    public Dictionary<string, byte[]> StateFiles() => Directory.GetFiles(Layout.State, "slots.*").ToDictionary(file => file, File.ReadAllBytes);

    public void PutBack(Dictionary<string, byte[]> files)
    {
        foreach ((string file, byte[] content) in files)
        {
            File.WriteAllBytes(file, content);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Parts.Dispose();
        await Tpm.DisposeAsync();
        _folder.Dispose();
    }

    public TpmParts Make(string? address = null)
    {
        Assert.True(TpmAddress.TryParse(address ?? $"tcp:127.0.0.1:{Tpm.Port}", out TpmAddress? at));
        File.WriteAllText(
            _folder["agent.toml"],
            $"""
            [agent]
            state_dir = "{_folder["state"]}"
            runtime_dir = "{_folder["run"]}"
            [tpm]
            device = "{at}"
            pcr = {Pcr}
            boot_pcrs = [0, 1, 2, 3, 4, 5, 6, 7]
            """);
        Loaded<AgentConfiguration> loaded = AgentConfigurationLoader.Load(new ConfigurationSources(File: _folder["agent.toml"]));
        Assert.True(loaded.TryGet(out AgentConfiguration? agent, out IReadOnlyList<ConfigurationProblem> problems), string.Join('\n', problems));
        return new TpmParts(agent, at, Store, Layout, Log, TimeProvider.System);
    }
}
