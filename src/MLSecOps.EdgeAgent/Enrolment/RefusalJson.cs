using System.Text.Json;
using System.Text.Json.Serialization;
using MLSecOps.Contracts.Hub;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>Reads why the hub refused. A context of its own: the hub's whole one would bring the form of every answer to operators into the agent, a quarter of a megabyte.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    MaxDepth = 4,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HubError))]
internal sealed partial class RefusalJson : JsonSerializerContext
{
    /// <summary>The refusal; null when the text is none. Untrusted.</summary>
    public static HubError? Read(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Default.HubError);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
