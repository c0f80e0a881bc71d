using System.Buffers.Binary;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Tpm.Commands;
using MLSecOps.Linux.Tpm;

namespace MLSecOps.EdgeAgent.Tpm;

/// <summary>A counter in the TPM that never goes back, beside the floors in the state: a state from a backup has an older number (decision 0019). Its methods are for the lane's thread.</summary>
/// <param name="store">The state, with its number.</param>
internal sealed class FloorCounter(StateStore store)
{
    /// <summary>The counter: in the range of the owner's indices (0x01800000 to 0x01bfffff).</summary>
    public const uint Index = 0x01814d4c;

    /// <summary>Exists only while the first number is found out.</summary>
    public const uint Scratch = 0x01814d4d;

    private const int CounterBytes = 8;

    /// <summary>True once the TPM was asked.</summary>
    public bool IsSettled { get; private set; }

    /// <summary>Why floors do not count; null when they do, or nobody knows yet.</summary>
    public Reason? Trouble { get; private set; }

    /// <summary>Compares state and TPM, and brings the counter to where the state says that it should be.</summary>
    /// <exception cref="TpmDeviceException">The TPM failed; nothing is known.</exception>
    /// <exception cref="IOException">The state could not be written.</exception>
    public void Settle(TpmSession session)
    {
        if (IsSettled && Trouble is null && !store.IsCounterDue)
        {
            return;
        }

        FloorReading reading = Read(session);
        if (reading == FloorReading.None)
        {
            Begin(session);
            reading = FloorReading.Ahead;
        }

        for (int round = 0; reading == FloorReading.Ahead; round++)
        {
            session.Run(NvIncrement.Command(Index));
            reading = Read(session);
            if (reading == FloorReading.Ahead && round > 0)
            {
                throw new TpmDeviceException(TpmDeviceReasons.Refused, "the counter does not count");
            }
        }

        Trouble = FloorReadings.ReasonOf(reading);
        IsSettled = true;
        if (Trouble is null && store.CounterReached())
        {
            // Floors that rose while the TPM was away share one number with older ones: one more tells them apart.
            Settle(session);
        }
    }

    /// <summary>The floors of this state were proven by somebody else: from now on its number is the one that counts. The counter goes on from where it is; one that is gone is made anew.</summary>
    /// <exception cref="TpmDeviceException">The TPM failed; they count no more than before.</exception>
    /// <exception cref="IOException">The state could not be written; the same.</exception>
    public void Prove(TpmSession session)
    {
        TpmResponseCode code = session.TryRun(NvReadPublic.Command(Index), out NvIndex? area);
        bool counts = code.IsSuccess && area is { IsCounter: true, Size: CounterBytes };
        if (code.IsSuccess && !counts)
        {
            session.Run(NvUndefine.Command(Index));
        }

        if (counts && area!.IsWritten)
        {
            store.BeginCounter(Value(session, Index) + 1);
        }
        else
        {
            Begin(session);
        }

        IsSettled = false;
        Settle(session);
    }

    // The order matters at each power cut: an index that was never incremented means nothing, and the state knows the first number before it exists.
    private void Begin(TpmSession session)
    {
        Define(session, Index);
        if (session.TryRun(NvReadPublic.Command(Scratch), out _).IsSuccess)
        {
            session.Run(NvUndefine.Command(Scratch));
        }

        Define(session, Scratch);
        session.Run(NvIncrement.Command(Scratch));
        long highest = Value(session, Scratch);
        session.Run(NvUndefine.Command(Scratch));
        store.BeginCounter(highest + 1);
    }

    private FloorReading Read(TpmSession session)
    {
        TpmResponseCode code = session.TryRun(NvReadPublic.Command(Index), out NvIndex? area);
        return code.IsNoSuchHandle ? FloorReadings.Of(store.Counter, false, null)
            : !code.IsSuccess ? throw new TpmDeviceException(TpmDeviceReasons.Refused, $"TPM2_NvReadPublic: {code}")
            : !area!.IsCounter || area.Size != CounterBytes ? FloorReadings.Of(Math.Max(store.Counter, 1), false, null)
            : FloorReadings.Of(store.Counter, true, area.IsWritten ? Value(session, Index) : null);
    }

    private static void Define(TpmSession session, uint index)
    {
        TpmResponseCode code = session.TryRun(NvDefineCounter.Command(index), out _);
        if (!code.IsSuccess && !code.IsNvDefined)
        {
            throw new TpmDeviceException(TpmDeviceReasons.Refused, $"TPM2_NvDefineSpace: {code}");
        }
    }

    private static long Value(TpmSession session, uint index) =>
        BinaryPrimitives.ReadInt64BigEndian(session.Run(NvRead.Command(index, index, 0, CounterBytes)).Span);
}
