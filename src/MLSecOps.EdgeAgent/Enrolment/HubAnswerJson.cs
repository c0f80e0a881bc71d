using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MLSecOps.Contracts.Hub;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>What agent and hub say to each other over HTTPS. A context of its own: the hub's whole one would bring the form of every answer to operators into the agent, a quarter of a megabyte.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    MaxDepth = 4,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HubError))]
[JsonSerializable(typeof(AttestationKeyRequest))]
[JsonSerializable(typeof(AttestationKeyChallenge))]
[JsonSerializable(typeof(AttestationKeyProof))]
[JsonSerializable(typeof(AttestationKeyReply))]
internal sealed partial class HubAnswerJson : JsonSerializerContext
{
    /// <summary>Reads an answer; null when it is none. Untrusted.</summary>
    public static T? Read<T>(ReadOnlySpan<byte> text, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(text, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Why the hub refused; null when the text does not say it. Untrusted.</summary>
    public static HubError? ReadRefusal(ReadOnlySpan<byte> text) => Read(text, Default.HubError);
}
