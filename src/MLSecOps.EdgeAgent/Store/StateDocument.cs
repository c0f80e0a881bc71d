using System.Text.Json.Serialization;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>The persisted form of the slots, schema <c>mlsec.state/1</c>. Written and read by this agent only; still read as if it were not: see <see cref="Generation"/>.</summary>
/// <param name="Schema">Its name.</param>
/// <param name="Slots">All slots.</param>
/// <param name="Counter">Number of the floors; left out for 0, so that the form is the one before for a device without a TPM.</param>
internal sealed record StateDocument(
    string Schema, IReadOnlyList<SlotDocument> Slots, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Counter = 0);

internal sealed record SlotDocument(
    string Model,
    string Phase,
    OfferDocument? Candidate,
    InstalledDocument? Verified,
    InstalledDocument? Current,
    InstalledDocument? Confirmed,
    long Floor,
    long FloorEra,
    IReadOnlyList<RefusedDocument> Refused,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<AnswersDocument>? Answers = null);

internal sealed record OfferDocument(string Key, ReleaseDocument Claimed, string Source);

internal sealed record ReleaseDocument(long Release, string ManifestSha256);

internal sealed record InstalledDocument(ReleaseDocument Id, string Version, string Format, RehearsalDocument? Rehearsal, InspectionDocument? Inspection = null);

internal sealed record RehearsalDocument(string Outcome, string? Reason, string Engine);

internal sealed record InspectionDocument(
    string Outcome, string? Reason, string Engine, IReadOnlyList<string> Blocking, IReadOnlyList<string> Warned, IReadOnlyList<string> Waived);

internal sealed record RefusedDocument(string Key, string Reason);

// Marks: eight hexadecimal digits for each vector, in one text.
internal sealed record AnswersDocument(ReleaseDocument Release, string Engine, string Sha256, string Marks);

[JsonSourceGenerationOptions(
    GenerationMode = JsonSourceGenerationMode.Metadata,
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    WriteIndented = true)]
[JsonSerializable(typeof(StateDocument))]
internal sealed partial class StateJson : JsonSerializerContext;
