using System.Collections.Concurrent;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Update;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>The slots at work, by model name.</summary>
internal sealed class SlotTable(SlotSurroundings surroundings) : IAsyncDisposable
{
    /// <summary>Most slots of one device: names come from packages that are not verified yet.</summary>
    public const int MaxSlots = 256;

    private readonly ConcurrentDictionary<string, Slot> _slots = new(StringComparer.Ordinal);

    /// <summary>Slots that hold a release or have one on its way, by name.</summary>
    public IReadOnlyList<Slot> Shown => [.. _slots.Values.Where(slot => slot.State is { Current: not null } or { IsBusy: true }).OrderBy(slot => slot.State.Model, StringComparer.Ordinal)];

    /// <summary>Puts a persisted slot to work.</summary>
    public void Add(SlotState state)
    {
        Slot slot = new(state, surroundings);
        if (_slots.TryAdd(state.Model, slot))
        {
            TellDocuments(slot);
        }
    }

    /// <summary>Tells every slot what signed documents say now.</summary>
    public void TellDocuments()
    {
        foreach (Slot slot in _slots.Values)
        {
            TellDocuments(slot);
        }
    }

    /// <summary>The slot of a model that is known already.</summary>
    public Slot? Find(string model) => _slots.GetValueOrDefault(model);

    /// <summary>The slot of a model, made when there is room; null when there is none.</summary>
    public Slot? FindOrMake(string model)
    {
        if (!_slots.ContainsKey(model) && _slots.Count < MaxSlots)
        {
            Add(new SlotState(model));
        }

        return Find(model);
    }

    /// <summary>Tells every slot.</summary>
    public void PostAll(UpdateEvent happened)
    {
        foreach (Slot slot in _slots.Values)
        {
            slot.Post(happened);
        }
    }

    /// <summary>Asks every slot to read its current release again.</summary>
    public void RecheckAll()
    {
        foreach (Slot slot in _slots.Values)
        {
            Recheck(slot);
        }
    }

    /// <summary>Asks one slot to read its current release again.</summary>
    public static void Recheck(Slot slot)
    {
        if (slot.State.Current is { } current)
        {
            slot.Run(new UpdateEffect.Recheck(current.Id));
        }
    }

    private void TellDocuments(Slot slot)
    {
        foreach (UpdateEvent said in surroundings.Documents(slot.State.Model))
        {
            slot.Post(said);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (Slot slot in _slots.Values)
        {
            await slot.DisposeAsync();
        }
    }
}
