using System.Text.Json.Serialization;

namespace MLSecOps.Contracts.Varlink;

/// <summary>How varlink messages are written: one line, snake_case, absent members left out. Unknown members are ignored, as varlink asks; depth and size are bounded by <see cref="VarlinkMessage"/>.</summary>
[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    MaxDepth = 16,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(VarlinkCall))]
[JsonSerializable(typeof(VarlinkReply))]
[JsonSerializable(typeof(VarlinkServiceInfo))]
[JsonSerializable(typeof(VarlinkDescription))]
[JsonSerializable(typeof(VarlinkInterfaceName))]
[JsonSerializable(typeof(VarlinkMethodName))]
[JsonSerializable(typeof(VarlinkParameterName))]
[JsonSerializable(typeof(StatusReply))]
[JsonSerializable(typeof(OpenModelParameters))]
[JsonSerializable(typeof(OpenModelReply))]
[JsonSerializable(typeof(ListModelsReply))]
[JsonSerializable(typeof(EventsReply))]
[JsonSerializable(typeof(RefusalReason))]
[JsonSerializable(typeof(RetireReply))]
[JsonSerializable(typeof(NotRetiredParameters))]
[JsonSerializable(typeof(ConfirmModelParameters))]
[JsonSerializable(typeof(ConfirmModelReply))]
[JsonSerializable(typeof(RehearseModelParameters))]
[JsonSerializable(typeof(RehearseModelReply))]
public sealed partial class VarlinkJson : JsonSerializerContext;
