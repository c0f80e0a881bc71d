using System.Text.Json.Serialization;

namespace MLSecOps.EdgeAgent.Documents;

/// <summary>The persisted form of what a device remembers of signed documents, schema <c>mlsec.trust-state/1</c>. Written and read by this agent only; documents are kept as their exact bytes and read again by their parsers.</summary>
internal sealed record TrustStateDocument(
    string Schema,
    SignedDocument? Trust,
    SignedDocument? Bulletin,
    bool BulletinBinding,
    SignedDocument? Membership,
    IReadOnlyList<DirectiveRecordDocument> Directives,
    IReadOnlyDictionary<string, string> CrlNumbers,
    IReadOnlyDictionary<string, string> Times);

/// <summary>Base64 of a document and of its CMS.</summary>
internal sealed record SignedDocument(byte[] Document, byte[] Cms);

internal sealed record DirectiveRecordDocument(string SignerSha256, string Scope, long Sequence, string DocumentSha256);

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    WriteIndented = true)]
[JsonSerializable(typeof(TrustStateDocument))]
internal sealed partial class TrustStateJson : JsonSerializerContext;
