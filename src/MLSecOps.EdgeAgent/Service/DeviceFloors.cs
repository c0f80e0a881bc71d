using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Documents;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Tpm;
using MLSecOps.EdgeAgent.Update;
using MLSecOps.Formats.Eat;

namespace MLSecOps.EdgeAgent.Service;

/// <summary>What this device's release floors are worth: lost, not proven, or in force; and how they come back from the hub (G2). Safe from any thread.</summary>
/// <param name="keeper">Signed documents, which raise and reset floors.</param>
/// <param name="state">Where floors are kept.</param>
/// <param name="tpm">A counter that knows how new the state must be; null for none.</param>
/// <param name="log">Where it is told.</param>
/// <param name="count">Called when floors count again.</param>
internal sealed class DeviceFloors(TrustKeeper keeper, StateStore state, TpmParts? tpm, AgentLog log, Action count)
{
    private const int Named = 8;

    private volatile bool _proving;
    private Reason? _told;

    /// <summary>Why floors do not count; null when they do. Lost by the disk, or by what a counter in the TPM says of them. A TPM that the state knows and the configuration does not is no TPM (decision 0019).</summary>
    public Reason? Trouble => keeper.Trouble == StoreReasons.StateLost || state.Trouble == StoreReasons.StateLost ? StoreReasons.StateLost
        : tpm is not null ? tpm.FloorTrouble
        : state.Counter > 0 ? TpmDeviceReasons.CounterLost : null;

    /// <summary>What the hub may hand back: documents are not its to prove, and a TPM that was not asked yet may know better.</summary>
    public bool AreLost => !_proving && (state.Trouble == StoreReasons.StateLost || (tpm is null ? state.Counter > 0 : tpm.AreFloorsLost));

    /// <summary>Tells that the counter does not prove the floors.</summary>
    /// <returns>True when that is news.</returns>
    public bool TellUnproven()
    {
        if (Trouble is not { } lost || lost == StoreReasons.StateLost || Interlocked.Exchange(ref _told, lost) == lost)
        {
            return false;
        }

        log.Write(IdentityEvents.FloorsUnproven, null, lost, $"the state has number {state.Counter}");
        return true;
    }

    /// <summary>Takes floors that the hub hands back: a minimum beside what survived. Only after that is anything installed again.</summary>
    /// <param name="floors">From the hub, verified.</param>
    /// <param name="slots">The models; those that come back are added.</param>
    /// <returns>False when floors are not lost.</returns>
    public bool Adopt(IReadOnlyList<ModelFloor> floors, SlotTable slots)
    {
        IReadOnlyList<SlotState>? kept = state.TryAdopt(
            floors.ToDictionary(floor => floor.Model, floor => floor.Release, StringComparer.Ordinal),
            model => keeper.EventsFor(model).OfType<UpdateEvent.FloorReset>().FirstOrDefault()?.Era ?? 0,
            hasCounter: tpm is not null);
        if (kept is null)
        {
            return false;
        }

        Interlocked.Exchange(ref _told, null);
        foreach (SlotState slot in kept)
        {
            slots.Add(slot);
            slots.Find(slot.Model)?.Post(new UpdateEvent.FloorProven(slot.Floor));
        }

        log.Write(
            IdentityEvents.FloorsProven, null, null,
            floors.Count == 0 ? "the hub knows of none" : string.Join(", ", floors.Take(Named).Select(floor => $"{floor.Model} {floor.Release}")) + (floors.Count > Named ? ", ..." : string.Empty));
        if (tpm is null)
        {
            count();
            return true;
        }

        // The counter is set to the state that now counts, not the other way round: so said once, by who handed the floors back.
        _proving = true;
        _ = BrokenProgram.Watch(async () =>
        {
            await tpm.ProveFloorsAsync();
            _proving = false;
            count();
        });
        return true;
    }
}
