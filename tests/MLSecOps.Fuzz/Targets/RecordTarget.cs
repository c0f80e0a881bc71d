using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using MLSecOps.Contracts.Telemetry;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>Payloads of records as the hub reads them from any device. What is accepted is within the limit and survives writing and reading unchanged.</summary>
/// <param name="name">Name of the target.</param>
/// <param name="type">The record's form.</param>
/// <param name="seeds">Honest records.</param>
internal sealed class RecordTarget<T>(string name, JsonTypeInfo<T> type, Func<IEnumerable<T>> seeds) : FuzzTarget
    where T : class
{
    public override string Name => name;

    public override IGrammar Grammar { get; } = new JsonGrammar();

    // Read or not: there are no reasons.
    public override int LeastOutcomes => 2;

    // The platform's reader throws within, with a path and a stack.
    public override int BytesAlways => 256 << 10;

    public override int Mutations => 6_000;

    public override Reading Read(ReadOnlyMemory<byte> input)
    {
        bool read = TelemetryJson.TryRead(input.Span, type, out T? record);
        return new Reading(read, read ? "accepted" : "refused", null, () => Check(input, record));
    }

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds() =>
        seeds().Select((record, i) => ($"valid-{i}", JsonSerializer.SerializeToUtf8Bytes(record, type))).Append(("surrogates", "{\"schema\":\"\\ud800\",\"\\ud800\":1}"u8.ToArray()));

    private void Check(ReadOnlyMemory<byte> input, T? record)
    {
        if (record is null)
        {
            return;
        }

        BrokenInvariantException.Unless(input.Length <= TelemetryJson.MaxBytes, "limit of a payload");
        byte[] once = JsonSerializer.SerializeToUtf8Bytes(record, type);
        BrokenInvariantException.Unless(TelemetryJson.TryRead(once, type, out T? again), "what is written is read");
        BrokenInvariantException.UnlessSame(once, JsonSerializer.SerializeToUtf8Bytes(again!, type), "writing and reading changes nothing");
    }
}
