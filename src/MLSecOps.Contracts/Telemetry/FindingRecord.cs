namespace MLSecOps.Contracts.Telemetry;

/// <summary>Schema <c>mlsec.finding/1</c>: something that a person should know. Texts may hold bytes from outside: escape before showing.</summary>
/// <param name="Schema">Always <see cref="SchemaName"/>.</param>
/// <param name="Time">The device's clock, RFC 3339 UTC.</param>
/// <param name="Event">Name of the journal event.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Severity">A word of the journal.</param>
/// <param name="Model">The slot; null when it is about the device.</param>
/// <param name="Release">The release that it is about.</param>
/// <param name="ManifestDigest"><c>sha256:</c> of that release's manifest.</param>
/// <param name="Detail">One line about this very case.</param>
/// <param name="Files">Files that are not as signed.</param>
/// <param name="Inspection">What the inspection of the model found, the heaviest first.</param>
public sealed record FindingRecord(
    string Schema,
    string Time,
    string Event,
    string Reason,
    string Severity,
    string? Model = null,
    long? Release = null,
    string? ManifestDigest = null,
    string? Detail = null,
    IReadOnlyList<FindingFile>? Files = null,
    IReadOnlyList<InspectionNote>? Inspection = null)
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "mlsec.finding/1";
}
