using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MLSecOps.Contracts.Telemetry;

/// <summary>How payloads of records are written and read: snake_case, absent members left out. A reader passes over members that it does not know, since devices are updated one by one.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = 8,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(BirthRecord))]
[JsonSerializable(typeof(DeathRecord))]
[JsonSerializable(typeof(FindingRecord))]
[JsonSerializable(typeof(UpdateRecord))]
[JsonSerializable(typeof(EpochRecord))]
[JsonSerializable(typeof(DroppedRecord))]
public sealed partial class TelemetryJson : JsonSerializerContext
{
    /// <summary>Most bytes of a payload; beyond it nothing is read.</summary>
    public const int MaxBytes = 128 << 10;

    /// <summary>Reads a payload; false when it is not of that form. Input is untrusted.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> payload, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? record)
        where T : class
    {
        record = null;
        if (payload.Length > MaxBytes)
        {
            return false;
        }

        try
        {
            record = JsonSerializer.Deserialize(payload, type);
        }
        catch (JsonException)
        {
            return false;
        }

        return record is not null;
    }
}
