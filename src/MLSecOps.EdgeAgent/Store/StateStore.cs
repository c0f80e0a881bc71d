using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>The persisted slots: one writer, two generations in two files, the older one overwritten (design §6).</summary>
internal sealed class StateStore
{
    private readonly Lock _gate = new();
    private readonly StoreLayout _layout;
    private readonly AgentLog _log;
    private readonly Dictionary<string, SlotState> _slots;
    private long _generation;
    private bool _failing;

    private StateStore(StoreLayout layout, AgentLog log, long generation, IEnumerable<SlotState> slots)
    {
        _layout = layout;
        _log = log;
        _generation = generation;
        _slots = slots.ToDictionary(slot => slot.Model, StringComparer.Ordinal);
    }

    /// <summary>What loading found beside the slots: null, <see cref="StoreReasons.StateRepaired"/> or <see cref="StoreReasons.StateLost"/>. After a loss nothing is installed.</summary>
    public Reason? Trouble { get; private init; }

    /// <summary>The slots as loaded.</summary>
    public required IReadOnlyList<SlotState> Loaded { get; init; }

    /// <summary>Reads both generations. The newest valid one counts; floors are the highest of all valid ones.</summary>
    public static StateStore Load(StoreLayout layout, AgentLog log)
    {
        string[] files = [Generation(layout, 0), Generation(layout, 1)];
        StateGeneration?[] found = [.. files.Select(Read)];
        List<StateGeneration> valid = [.. found.OfType<StateGeneration>().OrderByDescending(generation => generation.Number)];
        int damaged = files.Where((file, index) => File.Exists(file) && found[index] is null).Count();
        bool neverSaved = valid.Count == 0 && damaged == 0;
        Reason? trouble = valid.Count == 0 && (damaged > 0 || HoldsReleases(layout)) ? StoreReasons.StateLost
            : damaged > 0 ? StoreReasons.StateRepaired
            : null;
        IReadOnlyList<SlotState> slots = neverSaved || valid.Count == 0 ? [] : WithHighestFloors(valid);
        return new StateStore(layout, log, valid.Count == 0 ? 0 : valid[0].Number, slots) { Trouble = trouble, Loaded = slots };
    }

    /// <summary>Persists one slot's newest state with all others. False when the disk refuses; said once in the journal until it works again.</summary>
    /// <param name="slot">The new state.</param>
    /// <param name="raisesFloor">Writes both generations, so that neither can bring the old floor back.</param>
    public bool TrySave(SlotState slot, bool raisesFloor)
    {
        lock (_gate)
        {
            _slots.TryGetValue(slot.Model, out SlotState? before);
            _slots[slot.Model] = slot.ToDurable();
            try
            {
                Write();
                if (raisesFloor)
                {
                    Write();
                }

                _failing = false;
                return true;
            }
            catch (IOException refused)
            {
                if (before is null)
                {
                    _slots.Remove(slot.Model);
                }
                else
                {
                    _slots[slot.Model] = before;
                }

                if (!_failing)
                {
                    _log.Failure(StoreReasons.StoreFailed, slot.Model, refused.Message);
                    _failing = true;
                }

                return false;
            }
        }
    }

    private void Write()
    {
        long next = _generation + 1;
        AtomicFile.Write(Generation(_layout, next % 2), StateCodec.Encode(next, _slots.Values));
        _generation = next;
    }

    private static string Generation(StoreLayout layout, long number) => Path.Combine(layout.State, number % 2 == 0 ? "slots.0" : "slots.1");

    private static StateGeneration? Read(string file)
    {
        try
        {
            using FileByteSource source = FileByteSource.Open(file);
            if (source.Length > StateCodec.MaxBytes)
            {
                return null;
            }

            byte[] content = new byte[source.Length];
            return source.Read(0, content) == content.Length ? StateCodec.Decode(content) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    // A generation that is older in time may hold the higher floor when a floor's second write was lost.
    private static List<SlotState> WithHighestFloors(List<StateGeneration> valid)
    {
        Dictionary<string, long> floors = valid
            .SelectMany(generation => generation.Slots)
            .GroupBy(slot => slot.Model, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.Max(slot => slot.Floor), StringComparer.Ordinal);
        List<SlotState> slots = [.. valid[0].Slots.Select(slot => slot with { Floor = floors[slot.Model] })];
        slots.AddRange(floors.Keys.Except(slots.Select(slot => slot.Model)).Select(model => new SlotState(model) { Floor = floors[model] }));
        return slots;
    }

    private static bool HoldsReleases(StoreLayout layout) =>
        Directory.Exists(layout.Models) && Directory.EnumerateDirectories(layout.Models).Any(slot => Directory.EnumerateFileSystemEntries(slot).Any());
}
