using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>The persisted slots: one writer, two generations in two files, the older one overwritten (design §6).</summary>
internal sealed class StateStore
{
    private readonly Lock _gate = new();
    private readonly GenerationPair _generations;
    private readonly AgentLog _log;
    private readonly Dictionary<string, SlotState> _slots;
    private bool _failing;
    private bool _isCounterDue;
    private bool _roseWhileDue;

    private StateStore(GenerationPair generations, AgentLog log, IEnumerable<SlotState> slots)
    {
        _generations = generations;
        _log = log;
        _slots = slots.ToDictionary(slot => slot.Model, StringComparer.Ordinal);
    }

    /// <summary>What loading found beside the slots: null, <see cref="StoreReasons.StateRepaired"/> or <see cref="StoreReasons.StateLost"/>. After a loss nothing is installed.</summary>
    public Reason? Trouble { get; private set; }

    /// <summary>The slots as loaded.</summary>
    public required IReadOnlyList<SlotState> Loaded { get; init; }

    /// <summary>Number of this state's floors, which a counter in the TPM has too, or is about to have; 0 where there never was one (decision 0019).</summary>
    public long Counter { get; private set; }

    /// <summary>True while the counter has not followed a floor that is stored.</summary>
    public bool IsCounterDue
    {
        get
        {
            lock (_gate)
            {
                return _isCounterDue;
            }
        }
    }

    /// <summary>Reads both generations. The newest valid one counts; floors are the highest of all valid ones.</summary>
    public static StateStore Load(StoreLayout layout, AgentLog log)
    {
        GenerationPair generations = new(layout.State, "slots", StateCodec.Magic, StateCodec.MaxBytes);
        IReadOnlyList<StoredState> states = generations.Load(StateCodec.Decode, out int damaged);
        IReadOnlyList<IReadOnlyList<SlotState>> valid = [.. states.Select(state => state.Slots)];
        long counter = states.Select(state => state.Counter).DefaultIfEmpty().Max();
        Reason? trouble = valid.Count == 0 && (damaged > 0 || HoldsReleases(layout)) ? StoreReasons.StateLost
            : damaged > 0 ? StoreReasons.StateRepaired
            : null;
        IReadOnlyList<SlotState> slots = valid.Count == 0 ? [] : WithHighestFloors(valid);
        bool agree = valid.Count == 2 && valid.All(generation => HasFloorsOf(generation, slots)) && states.All(state => state.Counter == counter);
        if (valid.Count > 0 && !agree && !generations.TryHeal(StateCodec.Encode(slots, counter)))
        {
            log.Failure(StoreReasons.StoreFailed, null, $"{layout.State}: the state is in one generation only, and the disk refuses the other");
        }

        return new StateStore(generations, log, slots) { Trouble = trouble, Loaded = slots, Counter = counter };
    }

    /// <summary>Persists one slot's newest state with all others. False when the disk refuses; said once in the journal until it works again.</summary>
    /// <param name="slot">The new state.</param>
    /// <param name="movesFloor">Writes both generations, so that neither can bring the floor before back.</param>
    /// <param name="enrolls">Writes both generations, so that the loss of one does not let exact answers be enrolled anew.</param>
    public bool TrySave(SlotState slot, bool movesFloor, bool enrolls = false)
    {
        lock (_gate)
        {
            _slots.TryGetValue(slot.Model, out SlotState? before);
            _slots[slot.Model] = before is null ? slot.ToDurable() : slot.ToDurable().WithFloorOf(before);
            long counter = Counter;
            if (movesFloor && Counter > 0 && !_isCounterDue)
            {
                Counter++;
            }

            try
            {
                Write();
                if (movesFloor || enrolls)
                {
                    Write();
                }

                _roseWhileDue |= movesFloor && _isCounterDue;
                _isCounterDue |= Counter != counter;
                _failing = false;
                return true;
            }
            catch (IOException refused)
            {
                Counter = counter;
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

    /// <summary>A counter is about to have this number: the first one, or the first after the floors were proven again. In both generations.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void BeginCounter(long first)
    {
        lock (_gate)
        {
            long before = Counter;
            Counter = first;
            try
            {
                Write();
                Write();
                _isCounterDue = true;
            }
            catch (IOException)
            {
                Counter = before;
                throw;
            }
        }
    }

    /// <summary>The counter has the state's number now. Where several floors rose before it did, the state gets one more.</summary>
    /// <returns>True when the counter is due again.</returns>
    /// <exception cref="IOException">The disk refused the one more.</exception>
    public bool CounterReached()
    {
        lock (_gate)
        {
            _isCounterDue = false;
            if (!_roseWhileDue)
            {
                return false;
            }

            Counter++;
            try
            {
                Write();
                Write();
            }
            catch (IOException)
            {
                Counter--;
                throw;
            }

            _roseWhileDue = false;
            _isCounterDue = true;
            return true;
        }
    }

    /// <summary>Takes floors that are proven again as a minimum beside what survived, in both generations; after that nothing is lost any more, but for what a counter in a TPM says.</summary>
    /// <param name="floors">Floors by model.</param>
    /// <param name="era">The era in force for a model: a floor that is handed back is not poisoned by a reset of before.</param>
    /// <param name="hasCounter">False where the device has no TPM any more: then the state has no number either.</param>
    /// <returns>The slots as they are kept now; null when the disk refuses, and everything is as before.</returns>
    public IReadOnlyList<SlotState>? TryAdopt(IReadOnlyDictionary<string, long> floors, Func<string, long> era, bool hasCounter = false)
    {
        lock (_gate)
        {
            Dictionary<string, SlotState> before = new(_slots, StringComparer.Ordinal);
            long counter = Counter;
            Counter = hasCounter ? Counter : 0;
            foreach ((string model, long floor) in floors)
            {
                SlotState slot = _slots.GetValueOrDefault(model, new SlotState(model));
                _slots[model] = slot with { Floor = Math.Max(slot.Floor, floor), FloorEra = Math.Max(slot.FloorEra, era(model)) };
            }

            try
            {
                Write();
                Write();
                Trouble = null;
                return [.. _slots.Values];
            }
            catch (IOException refused)
            {
                _log.Failure(StoreReasons.StoreFailed, null, refused.Message);
                Counter = counter;
                _slots.Clear();
                foreach ((string model, SlotState slot) in before)
                {
                    _slots.Add(model, slot);
                }

                return null;
            }
        }
    }

    private void Write() => _generations.Write(StateCodec.Encode(_slots.Values, Counter));

    // A generation that is older in time may hold the higher floor when a floor's second write was lost.
    private static List<SlotState> WithHighestFloors(IReadOnlyList<IReadOnlyList<SlotState>> generations)
    {
        Dictionary<string, SlotState> slots = generations[0].ToDictionary(slot => slot.Model, StringComparer.Ordinal);
        foreach (SlotState older in generations.Skip(1).SelectMany(generation => generation))
        {
            slots[older.Model] = slots.GetValueOrDefault(older.Model, new SlotState(older.Model)).WithFloorOf(older);
        }

        return [.. slots.Values];
    }

    private static bool HasFloorsOf(IReadOnlyList<SlotState> generation, IReadOnlyList<SlotState> slots)
    {
        Dictionary<string, (long, long)> floors = generation.ToDictionary(slot => slot.Model, slot => (slot.FloorEra, slot.Floor), StringComparer.Ordinal);
        return slots.All(slot => floors.GetValueOrDefault(slot.Model) == (slot.FloorEra, slot.Floor));
    }

    private static bool HoldsReleases(StoreLayout layout) =>
        Directory.Exists(layout.Models) && Directory.EnumerateDirectories(layout.Models).Any(slot => Directory.EnumerateFileSystemEntries(slot).Any());
}
