using System.Text.Json.Serialization;

namespace MLSecOps.EdgeAgent.Desired;

/// <summary>The persisted form of what a device remembers of directives, schema <c>mlsec.directives/1</c>. Written and read by this agent only.</summary>
internal sealed record DirectiveMemoryDocument(string Schema, IReadOnlyList<DirectiveRecordDocument> Records);

internal sealed record DirectiveRecordDocument(string SignerSha256, string Scope, long Sequence, string DocumentSha256);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    WriteIndented = true)]
[JsonSerializable(typeof(DirectiveMemoryDocument))]
internal sealed partial class DirectiveJson : JsonSerializerContext;
