using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Digests;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Domain.Records;

/// <summary>Judges where a record stands in the chain of its device, in whatever order records come.</summary>
/// <remarks>Invariant: every record up to what is acknowledged is stored, and each names the digest of the one before it.</remarks>
public static class Continuity
{
    // Epochs begin by accidents; more of them in a row are not followed back.
    private const int MostEpochsBack = 16;

    /// <summary>Takes a record that was just stored.</summary>
    /// <param name="state">What is known of the device.</param>
    /// <param name="record">The record.</param>
    /// <param name="insertion">What storing it came to.</param>
    /// <param name="find">Finds a stored record of the device by epoch and number.</param>
    public static ChainStep Take(DeviceState state, StoredRecord record, RecordInsertion insertion, Func<string, long, StoredRecord?> find)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(find);
        if (insertion == RecordInsertion.Fork)
        {
            return Fork(state, $"another record has number {record.Sequence}");
        }

        if (insertion == RecordInsertion.Duplicate)
        {
            return new(ChainStepKind.Duplicate, state, record.Epoch == state.Acknowledged?.Epoch ? state.Acknowledged : Stored(record, find));
        }

        if (Contradicts(state.Committed, record))
        {
            return Fork(state, $"evidence commits to another record {record.Sequence}");
        }

        return state.Acknowledged is { } last && last.Epoch == record.Epoch ? InEpoch(state, last, record, find)
            : record.Sequence == 1 ? Begin(state, record, find)
            : OtherEpoch(state, record, find);
    }

    /// <summary>Walks on over stored records that follow what is acknowledged, and renews what is authenticated.</summary>
    /// <param name="state">What is known of the device.</param>
    /// <param name="find">Finds a stored record of the device by epoch and number.</param>
    /// <returns>The state, and the number of a stored record that does not follow the one before it.</returns>
    public static (DeviceState State, long? Split) Advance(DeviceState state, Func<string, long, StoredRecord?> find)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(find);
        long? split = null;
        ChainPosition? last = state.Acknowledged;
        while (last is not null && find(last.Epoch, last.Sequence + 1) is { } next)
        {
            if (next.Previous != last.Digest || Contradicts(state.Committed, next))
            {
                split = next.Sequence;
                break;
            }

            last = Position(next);
        }

        DeviceState advanced = state with { Acknowledged = last };
        Sha256Digest? committed = state.Committed is { } head ? find(head.Epoch, head.Sequence)?.Link : null;
        return (Authentication.Renew(advanced, committed), split);
    }

    private static ChainStep InEpoch(DeviceState state, ChainPosition last, StoredRecord record, Func<string, long, StoredRecord?> find)
    {
        if (record.Sequence > last.Sequence + 1)
        {
            return new(ChainStepKind.Ahead, state, null);
        }

        if (record.Sequence <= last.Sequence)
        {
            return record.Sequence == last.Sequence && record.Link == last.Digest
                ? new(ChainStepKind.Duplicate, state, last)
                : Fork(state, $"record {record.Sequence} came after number {last.Sequence} was acknowledged");
        }

        return record.Previous == last.Digest
            ? On(ChainStepKind.Next, state with { Acknowledged = Position(record) }, null, find)
            : Fork(state, $"record {record.Sequence} does not follow record {last.Sequence}");
    }

    private static ChainStep Begin(DeviceState state, StoredRecord record, Func<string, long, StoredRecord?> find)
    {
        // A device that lost its log may count its connections anew too. One that enrolled again says where its chain ended; the hub has forgotten it on purpose.
        DeviceState begun = state with { Acknowledged = Position(record), BdSeq = state.Acknowledged is null ? state.BdSeq : 0 };
        EpochRecord? epoch = Read(record);
        if (state.Acknowledged is null && (epoch?.PreviousEpoch is null || epoch.Cause == EpochCauses.Reenrolled))
        {
            return On(ChainStepKind.Next, begun, null, find);
        }

        string known = state.Acknowledged is { } last ? $"the hub knows the chain before up to {last.Sequence}" : "the hub knows no chain before";
        string detail = epoch is null ? known : $"{epoch.Cause}: the device knows it up to {epoch.PreviousSequence?.ToString() ?? "nothing"}, {known}";
        bool contradicts = epoch is { PreviousEpoch: { } name, PreviousSequence: { } number }
            && find(name, number) is { } stored && stored.Link.Hex != epoch.PreviousDigest;
        return contradicts
            ? On(ChainStepKind.Fork, begun, $"the device's record {epoch!.PreviousSequence} before the new epoch is another one than the hub's", find)
            : On(ChainStepKind.EpochBreak, begun, detail, find);
    }

    private static ChainStep OtherEpoch(DeviceState state, StoredRecord record, Func<string, long, StoredRecord?> find)
    {
        string? epoch = state.Acknowledged?.Epoch;
        for (int back = 0; back < MostEpochsBack && epoch is not null; back++)
        {
            EpochRecord? begun = find(epoch, 1) is { } first ? Read(first) : null;
            if (begun?.PreviousEpoch == record.Epoch)
            {
                return record.Sequence <= begun.PreviousSequence
                    ? new(ChainStepKind.Late, state, Stored(record, find))
                    : Fork(state, $"the epoch before went on to record {record.Sequence} after the device had ended it at {begun.PreviousSequence}");
            }

            epoch = begun?.PreviousEpoch;
        }

        // Its first record did not come: it may be a new epoch whose beginning is late.
        return state.Acknowledged is null || find(record.Epoch, 1) is null
            ? new(ChainStepKind.Ahead, state, null)
            : Fork(state, $"an epoch that had ended went on to record {record.Sequence}");
    }

    private static ChainStep On(ChainStepKind kind, DeviceState state, string? detail, Func<string, long, StoredRecord?> find)
    {
        (DeviceState advanced, long? split) = Advance(state, find);
        return split is null || kind == ChainStepKind.Fork
            ? new(kind, advanced, advanced.Acknowledged, detail)
            : new(ChainStepKind.Fork, advanced, advanced.Acknowledged, $"record {split} does not follow record {split - 1}");
    }

    private static ChainStep Fork(DeviceState state, string detail) => new(ChainStepKind.Fork, state, null, detail);

    // Of an epoch that ended nothing is tracked any more: a record is acknowledged when the one before it is there.
    private static ChainPosition? Stored(StoredRecord record, Func<string, long, StoredRecord?> find) =>
        record.Sequence == 1 || find(record.Epoch, record.Sequence - 1)?.Link == record.Previous ? Position(record) : null;

    private static bool Contradicts(ChainPosition? head, StoredRecord record) =>
        head is not null && head.Epoch == record.Epoch && head.Sequence == record.Sequence && head.Digest != record.Link;

    private static ChainPosition Position(StoredRecord record) => new(record.Epoch, record.Sequence, record.Link);

    private static EpochRecord? Read(StoredRecord record) =>
        record is { Type: RecordTypes.Epoch, Payload: { } payload } && TelemetryJson.TryRead(payload.Span, TelemetryJson.Default.EpochRecord, out EpochRecord? epoch) ? epoch : null;
}
