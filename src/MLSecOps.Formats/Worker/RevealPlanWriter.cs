using System.Buffers;
using System.Text.Json;

namespace MLSecOps.Formats.Worker;

/// <summary>Writes a plan as <see cref="RevealPlanParser"/> reads it.</summary>
public static class RevealPlanWriter
{
    /// <summary>Encodes a plan; its numbers are within the limits.</summary>
    public static ReadOnlyMemory<byte> Write(RevealPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("schema", RevealPlan.Schema);
        json.WriteNumber("rtol", plan.Relative);
        json.WriteNumber("atol", plan.Absolute);
        json.WriteNumber("flips", plan.Flips);
        json.WriteNumber("seed", plan.Seed);
        json.WriteEndObject();
        json.Flush();
        return output.WrittenMemory;
    }
}
