using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MLSecOps.Contracts.Hub;

/// <summary>How the hub's HTTPS interface writes and reads JSON: snake_case; a member without a value is null and not left out, so that whatever lacks one is no document of ours.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(HubError))]
[JsonSerializable(typeof(HubPackage))]
[JsonSerializable(typeof(HubPackages))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(TokenReply))]
[JsonSerializable(typeof(RetireReply))]
[JsonSerializable(typeof(AttestationKeyRequest))]
[JsonSerializable(typeof(AttestationKeyChallenge))]
[JsonSerializable(typeof(AttestationKeyProof))]
[JsonSerializable(typeof(AttestationKeyReply))]
[JsonSerializable(typeof(HubDevices))]
[JsonSerializable(typeof(HubDeviceDetail))]
[JsonSerializable(typeof(HubFinding))]
[JsonSerializable(typeof(HubFindings))]
[JsonSerializable(typeof(ChallengeReply))]
[JsonSerializable(typeof(RolloutRequest))]
[JsonSerializable(typeof(HubRollout))]
[JsonSerializable(typeof(HubRollouts))]
[JsonSerializable(typeof(HubBulletin))]
[JsonSerializable(typeof(HubBulletins))]
[JsonSerializable(typeof(EvidenceBundle))]
public sealed partial class HubJson : JsonSerializerContext
{
    /// <summary>Reads a document; false when it is not of that form. Input is untrusted and limited by the caller.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> text, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
        where T : class
    {
        try
        {
            value = JsonSerializer.Deserialize(text, type);
            return value is not null;
        }
        catch (JsonException)
        {
            value = null;
            return false;
        }
    }
}
