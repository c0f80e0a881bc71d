using System.Text.Json.Serialization.Metadata;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Mqtt;

namespace MLSecOps.Hub.Ingest;

/// <summary>Takes records: stores each once, judges its place in the chain, and lets what it says change what is known.</summary>
internal static class RecordIntake
{
    /// <summary>Takes a record.</summary>
    /// <returns>The device's state after it.</returns>
    public static DeviceState Take(IHubTransaction database, DeviceState state, TopicName topic, IncomingMessage message, DateTimeOffset now, Outbox outbox)
    {
        if (!RecordReader.TryRead(topic, message, now, out StoredRecord? record, out string? fault))
        {
            database.Write(FindingRules.Notice(state.Ueid, null, HubReasons.MessageMalformed, fault, database.Open(state.Ueid), now));
            return state;
        }

        RecordInsertion insertion = database.AddRecord(record);
        ChainStep step = Continuity.Take(
            state, record, insertion, (epoch, sequence) => database.FindRecord(state.Ueid, epoch, sequence), place => database.HasRecord(state.Ueid, place));
        if (step.Acknowledge is { } position)
        {
            outbox.Acknowledge(state.Ueid, position);
        }

        Reason? broken = step.Kind switch
        {
            ChainStepKind.Fork => HubReasons.ChainFork,
            ChainStepKind.EpochBreak => HubReasons.ChainEpochBreak,
            ChainStepKind.Rewrite => ChainReasons.RecordRewritten,
            ChainStepKind.Replay => ChainReasons.RecordReplayed,
            _ => null,
        };
        if (broken is not null)
        {
            database.Write(FindingRules.Notice(state.Ueid, null, broken, step.Detail, database.Open(state.Ueid), now));
        }

        return insertion == RecordInsertion.Inserted ? Read(database, step.State, record, now, outbox) : step.State;
    }

    private static DeviceState Read(IHubTransaction database, DeviceState state, StoredRecord record, DateTimeOffset now, Outbox outbox)
    {
        switch (record.Type)
        {
            case RecordTypes.Birth when Parse(record, TelemetryJson.Default.BirthRecord) is { } birth:
                (DeviceState born, Change? line) = ConnectionRules.Born(state, birth, now);
                database.Write(line);
                database.Write(FindingRules.OfBirth(database.Open(state.Ueid), now));
                Greet(database, state.Ueid, now, outbox);
                return Settle(database, born, birth, now, outbox);
            case RecordTypes.Finding when Parse(record, TelemetryJson.Default.FindingRecord) is { } finding:
                database.Write(FindingRules.Of(finding, record, database.Open(state.Ueid), now));
                return state;
            case RecordTypes.Update when Parse(record, TelemetryJson.Default.UpdateRecord) is { } update:
                database.Write(FindingRules.Of(update, record, database.Open(state.Ueid), now));
                return state;
            case RecordTypes.Dropped when Parse(record, TelemetryJson.Default.DroppedRecord) is { } dropped:
                database.Write(new Change(now, state.Ueid, null, $"dropped the texts of records {dropped.From} to {dropped.To} for want of space", null, record.Severity));
                return state;
            case RecordTypes.Epoch when Parse(record, TelemetryJson.Default.EpochRecord) is not null:
                return state;
            default:
                if (record.Payload is not null)
                {
                    database.Write(FindingRules.Notice(
                        state.Ueid, null, HubReasons.MessageMalformed, $"record {record.Sequence} of type {record.Type}", database.Open(state.Ueid), now));
                }

                return state;
        }
    }

    // The birth says what the device waits for: so much for records that came again.
    private static DeviceState Settle(IHubTransaction database, DeviceState state, BirthRecord birth, DateTimeOffset now, Outbox outbox)
    {
        if (birth is not { WaitingEpoch: { } epoch, WaitingSequence: { } sequence })
        {
            return state with { Memory = state.Memory with { WaitingEpoch = null, Doubted = null } };
        }

        (DeviceState settled, ChainPosition? acknowledge, string? replayed) = Continuity.Settle(
            state with { Memory = state.Memory with { WaitingEpoch = epoch, WaitingSequence = sequence } });
        if (acknowledge is not null)
        {
            outbox.Acknowledge(state.Ueid, acknowledge);
        }

        if (replayed is not null)
        {
            database.Write(FindingRules.Notice(state.Ueid, null, ChainReasons.RecordReplayed, replayed, database.Open(state.Ueid), now));
        }

        return settled;
    }

    // A device subscribes before it is born. What a broker keeps can miss one that subscribes while it is being kept, so it is said again.
    private static void Greet(IHubTransaction database, string ueid, DateTimeOffset now, Outbox outbox)
    {
        if (database.NewestEpoch() is { } epoch)
        {
            outbox.Challenge(ueid, epoch, now);
        }

        if (database.FindDirective(ueid) is { } directive)
        {
            outbox.Desired(directive);
        }
    }

    private static T? Parse<T>(StoredRecord record, JsonTypeInfo<T> type)
        where T : class => record.Payload is { } payload && TelemetryJson.TryRead(payload.Span, type, out T? value) ? value : null;
}
