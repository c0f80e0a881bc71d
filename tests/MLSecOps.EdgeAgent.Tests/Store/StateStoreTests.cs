using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Linux.Systemd;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Store;

/// <summary>Floors against torn, edited, swapped and lost state files (G2, G7).</summary>
public sealed class StateStoreTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly StoreLayout _layout;
    private readonly AgentLog _log;

    public StateStoreTests()
    {
        _layout = new StoreLayout(_folder["state"]);
        new ReleaseFolders(_layout).Prepare();
        _log = new AgentLog(Journal.Open("test", TextWriter.Null, _folder["no-journal"]), TimeProvider.System);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_saved_is_loaded()
    {
        SlotState slot = Slot(4);
        Assert.True(Load().TrySave(slot, movesFloor: true));
        SlotState loaded = Load().Loaded.Single();
        Assert.Equivalent(slot.ToDurable(), loaded);
    }

    [Fact]
    public void A_state_of_before_exact_answers_loads_and_has_none()
    {
        byte[] with = StateCodec.Encode([Slot(4)]);
        byte[] without = StateCodec.Encode([Slot(4) with { Answers = [] }]);
        Assert.Contains("answers", System.Text.Encoding.UTF8.GetString(with), StringComparison.Ordinal);
        Assert.DoesNotContain("answers", System.Text.Encoding.UTF8.GetString(without), StringComparison.Ordinal);
        Assert.Empty(StateCodec.Decode(without)!.Slots.Single().Answers);
        Assert.Null(StateCodec.Decode(System.Text.Encoding.UTF8.GetBytes(System.Text.Encoding.UTF8.GetString(with).Replace("00000007", "0000000x", StringComparison.Ordinal))));
    }

    [Fact]
    [RedTeam("G3", "Removes either generation of the state, so that changed answers are enrolled anew", typeof(StateStore))]
    public void Enrolled_answers_are_in_both_generations()
    {
        StateStore store = Load();
        store.TrySave(Slot(4) with { Answers = [] }, movesFloor: true);
        store.TrySave(Slot(4), movesFloor: false, enrolls: true);
        foreach (string file in Files())
        {
            byte[] kept = File.ReadAllBytes(file);
            File.Delete(file);
            Assert.Equivalent(Slot(4).Answers, Load().Loaded.Single().Answers);
            File.WriteAllBytes(file, kept);
        }
    }

    [Fact]
    public void A_fresh_device_has_no_trouble()
    {
        Assert.Null(Load().Trouble);
        Assert.Empty(Load().Loaded);
    }

    [Fact]
    [RedTeam("G2", "Removes the newer generation of the state", typeof(StateStore))]
    public void A_raised_floor_is_in_both_generations()
    {
        StateStore store = Load();
        store.TrySave(Slot(4), movesFloor: false);
        store.TrySave(Slot(9), movesFloor: true);
        foreach (string file in Files())
        {
            byte[] kept = File.ReadAllBytes(file);
            File.Delete(file);
            Assert.Equal(9, Load().Loaded.Single().Floor);
            File.WriteAllBytes(file, kept);
        }
    }

    [Fact]
    [RedTeam("G7", "Cuts the power at any byte while the state is written", typeof(StateStore), "STATE_REPAIRED")]
    public void Every_truncation_of_the_newest_generation_leaves_the_other_one_and_says_so()
    {
        StateStore store = Load();
        store.TrySave(Slot(4), movesFloor: true);
        string newest = Newest();
        byte[] whole = File.ReadAllBytes(newest);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(newest, whole[..length]);
            StateStore loaded = Load();
            Assert.Equal(4, loaded.Loaded.Single().Floor);
            Assert.Equal(StoreReasons.StateRepaired, loaded.Trouble);
        }
    }

    [Fact]
    [RedTeam("G2", "Flips bits of the state to lower the floor", typeof(StateStore))]
    public void Every_flipped_bit_of_the_newest_generation_leaves_the_other_one()
    {
        Load().TrySave(Slot(4), movesFloor: true);
        string newest = Newest();
        byte[] whole = File.ReadAllBytes(newest);
        for (int bit = 0; bit < whole.Length * 8; bit += 3)
        {
            byte[] flipped = [.. whole];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(newest, flipped);

            // A flip in the generation's number decodes, and is a generation with the same floor.
            Assert.Equal(4, Load().Loaded.Single().Floor);
        }
    }

    [Fact]
    [RedTeam("G2", "Damages both generations of the state, so that the device takes itself for new", typeof(StateStore), "STATE_LOST")]
    public void Both_generations_damaged_is_lost_and_never_fresh()
    {
        Load().TrySave(Slot(4), movesFloor: true);
        foreach (string file in Files())
        {
            File.WriteAllBytes(file, File.ReadAllBytes(file)[..20]);
        }

        Assert.Equal(StoreReasons.StateLost, Load().Trouble);
    }

    [Fact]
    [RedTeam("G2", "Removes the state of a device that has releases", typeof(StateStore), "STATE_LOST")]
    public void State_removed_while_releases_are_installed_is_lost()
    {
        Directory.CreateDirectory(Path.Combine(_layout.Slot("vision"), "4-0123456789ab"));
        Assert.Equal(StoreReasons.StateLost, Load().Trouble);
    }

    [Fact]
    [RedTeam("G2", "Puts an older generation of the state back", typeof(StateStore))]
    public void An_older_generation_put_back_does_not_lower_a_floor_that_the_other_one_knows()
    {
        StateStore store = Load();
        store.TrySave(Slot(4), movesFloor: true);
        byte[] old = File.ReadAllBytes(Newest());
        store.TrySave(Slot(9), movesFloor: true);
        File.WriteAllBytes(Newest(), old);
        Assert.Equal(9, Load().Loaded.Single().Floor);
    }

    [Fact]
    public void A_disk_that_refuses_changes_nothing_and_is_said_once()
    {
        StateStore store = Load();
        Assert.True(store.TrySave(Slot(4), movesFloor: true));
        Directory.Move(_layout.State, _layout.State + ".away");
        Assert.False(store.TrySave(Slot(9), movesFloor: true));
        Assert.False(store.TrySave(Slot(9), movesFloor: true));
        Assert.Single(_log.Findings);
        Directory.Move(_layout.State + ".away", _layout.State);
        Assert.Equal(4, Load().Loaded.Single().Floor);
        Assert.True(store.TrySave(Slot(9), movesFloor: true));
        Assert.Equal(9, Load().Loaded.Single().Floor);
    }

    private StateStore Load() => StateStore.Load(_layout, _log);

    private string[] Files() => Directory.GetFiles(_layout.State);

    private string Newest() => Files().MaxBy(file => Generation.Decode(StateCodec.Magic, File.ReadAllBytes(file))!.Number)!;

    private static SlotState Slot(long floor)
    {
        InstalledRelease release = new(
            new ReleaseId(floor, Sha256Digest.Of([1, (byte)floor])), $"1.0.{floor}", ModelFormat.Onnx, new RehearsalResult(CheckOutcome.Passed, null, "engine"));
        return new SlotState("vision")
        {
            Phase = UpdatePhase.Confirmed,
            Current = release,
            Confirmed = release,
            Floor = floor,
            Answers = [new EnrolledAnswers(release.Id, "engine", Sha256Digest.Of("bits"u8), [7, uint.MaxValue])],
            Candidate = null,
            Refused = [new RefusedOffer("a key", StoreReasons.ReleaseConflict)],
        };
    }
}
