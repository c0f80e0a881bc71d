using System.Globalization;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Tpm;
using MLSecOps.Formats.Tpm.Commands;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Tpm;

/// <summary>Floors against a state from a backup, and against a power cut at each step between state and TPM (decision 0019).</summary>
public sealed class FloorCounterTests
{
    [Fact]
    public async Task Each_floor_counts_and_tpm2_nvread_says_so_too()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await bench.Parts.LookAsync();
        long first = bench.Store.Counter;
        Assert.Equal(first, await Counter(bench));
        await bench.RaiseAsync(4);
        await bench.RaiseAsync(9);
        Assert.Equal(first + 2, bench.Store.Counter);
        Assert.Equal(first + 2, await Counter(bench));

        // What moves no floor does not wear the TPM out.
        bench.Store.TrySave(new SlotState("vision") { Floor = 9 }, movesFloor: false);
        bench.Restart();
        await bench.Parts.LookAsync();
        Assert.Null(bench.Parts.FloorTrouble);
        Assert.Equal(first + 2, await Counter(bench));
        Assert.Equal(9, bench.Floor);
    }

    [Fact]
    [RedTeam("G2", "Puts the whole state back from a backup, to install an older release", typeof(FloorCounter), "STATE_ROLLED_BACK")]
    public async Task A_state_from_a_backup_is_not_the_newest()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await bench.Parts.LookAsync();
        await bench.RaiseAsync(4);
        Dictionary<string, byte[]> backup = bench.StateFiles();
        await bench.RaiseAsync(9);
        bench.PutBack(backup);
        bench.Restart();
        Assert.Equal(4, bench.Floor);
        await bench.Parts.LookAsync();
        Assert.Equal(TpmDeviceReasons.StateRolledBack, bench.Parts.FloorTrouble);

        // Asking again, or starting again, does not mend it.
        await bench.Parts.LookAsync();
        bench.Restart();
        await bench.Parts.LookAsync();
        Assert.Equal(TpmDeviceReasons.StateRolledBack, bench.Parts.FloorTrouble);
    }

    /// <summary>The hub hands back floors for a state that is older than the counter, for one that is gone, and for one whose counter is gone.</summary>
    [Theory]
    [InlineData("older")]
    [InlineData("deleted")]
    [InlineData("counter")]
    [RedTeam("G2", "Puts a state back once more, after the hub had handed floors back for it", typeof(FloorCounter), "STATE_ROLLED_BACK")]
    public async Task Floors_that_are_proven_again_are_the_newest_and_no_older_state_is(string lost)
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await bench.Parts.LookAsync();
        await bench.RaiseAsync(4);
        Dictionary<string, byte[]> backup = bench.StateFiles();
        await bench.RaiseAsync(9);
        switch (lost)
        {
            case "older":
                bench.PutBack(backup);
                break;
            case "deleted":
                backup.Keys.ToList().ForEach(File.Delete);
                break;
            default:
                await bench.Tpm.Tool("tpm2_nvundefine", "-C", "o", Handle);
                break;
        }

        bench.Restart();
        Assert.False(bench.Parts.AreFloorsLost, "the TPM was not asked yet");
        await bench.Parts.LookAsync();
        Assert.True(bench.Parts.AreFloorsLost);
        Assert.NotNull(bench.Store.TryAdopt(new Dictionary<string, long> { ["vision"] = 9 }, _ => 0, hasCounter: true));
        Assert.NotNull(bench.Parts.FloorTrouble);
        await bench.Parts.ProveFloorsAsync();
        Assert.Null(bench.Parts.FloorTrouble);
        Assert.Equal(bench.Store.Counter, await Counter(bench));
        bench.Restart();
        await bench.Parts.LookAsync();
        Assert.Null(bench.Parts.FloorTrouble);
        Assert.Equal(9, bench.Floor);

        bench.PutBack(backup);
        bench.Restart();
        await bench.Parts.LookAsync();
        Assert.Equal(TpmDeviceReasons.StateRolledBack, bench.Parts.FloorTrouble);
    }

    [Fact]
    [RedTeam("G2", "Deletes the state, so that the device takes itself for new", typeof(FloorCounter), "STATE_ROLLED_BACK")]
    public async Task A_device_without_a_state_whose_TPM_has_counted_is_not_new()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await bench.Parts.LookAsync();
        await bench.RaiseAsync(4);
        foreach (string file in bench.StateFiles().Keys)
        {
            File.Delete(file);
        }

        bench.Restart();
        await bench.Parts.LookAsync();
        Assert.Equal(TpmDeviceReasons.StateRolledBack, bench.Parts.FloorTrouble);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [RedTeam("G2", "Puts an old state back and deletes the counter, or makes it anew", typeof(FloorCounter), "STATE_ROLLED_BACK", "TPM_COUNTER_LOST")]
    public async Task A_counter_that_was_deleted_or_made_anew_is_not_the_one(bool anew)
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await bench.Parts.LookAsync();
        await bench.RaiseAsync(4);
        Dictionary<string, byte[]> backup = bench.StateFiles();
        await bench.RaiseAsync(9);
        await bench.Tpm.Tool("tpm2_nvundefine", "-C", "o", Handle);
        if (anew)
        {
            await bench.Tpm.Tool("tpm2_nvdefine", "-C", "o", "-a", "ownerread|authread|authwrite|no_da|nt=counter", Handle);
        }

        bench.PutBack(backup);
        bench.Restart();
        await bench.Parts.LookAsync();
        Assert.Equal(anew ? TpmDeviceReasons.StateRolledBack : TpmDeviceReasons.CounterLost, bench.Parts.FloorTrouble);
    }

    [Fact]
    public async Task Another_TPM_does_not_vouch_for_the_state()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await bench.Tpm.Tool("tpm2_nvdefine", "-C", "o", "-a", "ownerread|authread|authwrite|no_da|nt=counter", Handle);
        await bench.Tpm.Tool("tpm2_nvincrement", Handle);
        bench.Store.BeginCounter(90);
        await bench.Parts.LookAsync();
        Assert.Equal(TpmDeviceReasons.CounterLost, bench.Parts.FloorTrouble);
    }

    /// <summary>Power cuts of a rise: the state is stored in one generation, in both, or the counter has followed. Each start is whole, and the next rise works.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task A_power_cut_at_each_step_of_a_rise_leaves_a_device_that_works(int steps)
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await bench.Parts.LookAsync();
        await bench.RaiseAsync(4);
        Dictionary<string, byte[]> before = bench.StateFiles();
        bench.Store.TrySave(new SlotState("vision") { Floor = 9 }, movesFloor: true);
        if (steps == 1)
        {
            // The second generation was not written any more.
            string older = before.Keys.First(file => !bench.StateFiles()[file].AsSpan().SequenceEqual(before[file]) && GenerationOf(bench.StateFiles()[file]) == bench.StateFiles().Values.Max(GenerationOf));
            File.WriteAllBytes(older, before[older]);
        }
        else if (steps == 3)
        {
            await bench.Parts.FloorStoredAsync();
        }

        bench.Restart();
        await bench.Parts.LookAsync();
        Assert.Null(bench.Parts.FloorTrouble);
        Assert.Equal(9, bench.Floor);
        Assert.Equal(bench.Store.Counter, await Counter(bench));
        await bench.RaiseAsync(12);
        bench.Restart();
        await bench.Parts.LookAsync();
        Assert.Null(bench.Parts.FloorTrouble);
        Assert.Equal(12, bench.Floor);
    }

    /// <summary>Power cuts of the beginning: index defined; scratch index there; scratch counted; first number stored; counted.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_power_cut_at_each_step_of_the_beginning_leaves_a_device_that_works(int steps)
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        bench.Store.TrySave(new SlotState("vision") { Floor = 4 }, movesFloor: true);
        Assert.Equal(0, bench.Store.Counter);
        await bench.At(session =>
        {
            session.Run(NvDefineCounter.Command(FloorCounter.Index));
            if (steps >= 2)
            {
                session.Run(NvDefineCounter.Command(FloorCounter.Scratch));
            }

            if (steps >= 3)
            {
                session.Run(NvIncrement.Command(FloorCounter.Scratch));
            }

            if (steps >= 4)
            {
                long highest = System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(session.Run(NvRead.Command(FloorCounter.Scratch, FloorCounter.Scratch, 0, 8)).Span);
                session.Run(NvUndefine.Command(FloorCounter.Scratch));
                bench.Store.BeginCounter(highest + 1);
            }

            if (steps >= 5)
            {
                session.Run(NvIncrement.Command(FloorCounter.Index));
            }

            return true;
        });
        bench.Restart();
        await bench.Parts.LookAsync();
        Assert.Null(bench.Parts.FloorTrouble);
        Assert.Equal(4, bench.Floor);
        Assert.Equal(bench.Store.Counter, await Counter(bench));
        Assert.DoesNotContain("0x1814D4D", await bench.Tpm.Tool("tpm2_getcap", "handles-nv-index"), StringComparison.OrdinalIgnoreCase);
        await bench.RaiseAsync(9);
        bench.Restart();
        await bench.Parts.LookAsync();
        Assert.Null(bench.Parts.FloorTrouble);
    }

    [Fact]
    [RedTeam("G2", "Takes the TPM away while floors rise, and puts a state of that time back later", typeof(FloorCounter), "STATE_ROLLED_BACK")]
    public async Task Floors_that_rose_without_the_TPM_are_told_apart_once_it_is_back()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await bench.Parts.LookAsync();
        await bench.RaiseAsync(4);
        bench.Store.TrySave(new SlotState("vision") { Floor = 6 }, movesFloor: true);
        Dictionary<string, byte[]> backup = bench.StateFiles();
        bench.Store.TrySave(new SlotState("vision") { Floor = 9 }, movesFloor: true);
        await bench.Parts.LookAsync();
        Assert.Null(bench.Parts.FloorTrouble);
        Assert.Equal(bench.Store.Counter, await Counter(bench));
        bench.PutBack(backup);
        bench.Restart();
        await bench.Parts.LookAsync();
        Assert.Equal(TpmDeviceReasons.StateRolledBack, bench.Parts.FloorTrouble);
    }

    [Fact]
    public async Task A_state_that_speaks_of_a_counter_does_not_count_until_the_TPM_was_asked()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        Assert.Null(bench.Parts.FloorTrouble);
        await bench.Parts.LookAsync();
        await bench.RaiseAsync(4);
        bench.Restart();
        Assert.Equal(TpmDeviceReasons.CounterLost, bench.Parts.FloorTrouble);
        await bench.Parts.LookAsync();
        Assert.Null(bench.Parts.FloorTrouble);
    }

    private static string Handle => string.Create(CultureInfo.InvariantCulture, $"0x{FloorCounter.Index:x}");

    private static async Task<long> Counter(TpmBench bench)
    {
        await bench.Tpm.Tool("tpm2_nvread", Handle, "-o", bench.Tpm.File("counter"));
        return System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(File.ReadAllBytes(bench.Tpm.File("counter")));
    }

    private static long GenerationOf(byte[] file) => long.Parse(System.Text.Encoding.ASCII.GetString(file).Split(' ')[1], CultureInfo.InvariantCulture);
}
