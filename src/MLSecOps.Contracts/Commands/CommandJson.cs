using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLSecOps.Contracts.Commands;

/// <summary>How <c>--json</c> documents are written: one document, snake_case, absent members left out. Nobody here reads them, so no code for that is made.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Serialization,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(CommandDocument))]
[JsonSerializable(typeof(VerifyDocument))]
[JsonSerializable(typeof(PackDocument))]
[JsonSerializable(typeof(BaselineDocument))]
[JsonSerializable(typeof(RehearseDocument))]
[JsonSerializable(typeof(InspectDocument))]
[JsonSerializable(typeof(DiffDocument))]
[JsonSerializable(typeof(BomDocument))]
[JsonSerializable(typeof(TrustInitDocument))]
[JsonSerializable(typeof(TrustShowDocument))]
[JsonSerializable(typeof(TrustCheckDocument))]
[JsonSerializable(typeof(SignedDocumentDocument))]
[JsonSerializable(typeof(ConfigurationDocument))]
[JsonSerializable(typeof(VersionDocument))]
[JsonSerializable(typeof(CompletionDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(PushDocument))]
[JsonSerializable(typeof(RolloutDocument))]
[JsonSerializable(typeof(RecallDocument))]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(EnrollDocument))]
[JsonSerializable(typeof(RetireDocument))]
[JsonSerializable(typeof(DeviceListDocument))]
[JsonSerializable(typeof(DeviceShowDocument))]
[JsonSerializable(typeof(AttestDocument))]
[JsonSerializable(typeof(AttestShowDocument))]
[JsonSerializable(typeof(HelpDocument))]
public sealed partial class CommandJson : JsonSerializerContext
{
    /// <summary>The text of any document of this context.</summary>
    public static string Text(CommandDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return JsonSerializer.Serialize(document, document.GetType(), Default);
    }
}
