using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MLSecOps.Contracts.Hub;

namespace MLSecOps.EdgeAgent.Tpm;

/// <summary>What agent and hub say to each other about an attestation key. A context of its own, so that the agent holds no other form of the hub's.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    MaxDepth = 4,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(AttestationKeyRequest))]
[JsonSerializable(typeof(AttestationKeyChallenge))]
[JsonSerializable(typeof(AttestationKeyProof))]
[JsonSerializable(typeof(AttestationKeyReply))]
internal sealed partial class AttestationJson : JsonSerializerContext
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
}
