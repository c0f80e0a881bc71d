namespace MLSecOps.Contracts.Telemetry;

/// <summary>Schema <c>mlsec.update/1</c>: one step of a slot's update.</summary>
/// <param name="Schema">Always <see cref="SchemaName"/>.</param>
/// <param name="Time">The device's clock, RFC 3339 UTC.</param>
/// <param name="Event">Name of the journal event.</param>
/// <param name="Model">Slot name.</param>
/// <param name="State">Where the slot stands now, a word of <see cref="Varlink.ModelStates"/>.</param>
/// <param name="Release">The release that the step is about.</param>
/// <param name="ManifestDigest"><c>sha256:</c> of its manifest.</param>
/// <param name="Reason">Reason code; null for a step forward.</param>
/// <param name="Detail">One line about this very case.</param>
public sealed record UpdateRecord(
    string Schema,
    string Time,
    string Event,
    string Model,
    string State,
    long? Release = null,
    string? ManifestDigest = null,
    string? Reason = null,
    string? Detail = null)
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "mlsec.update/1";
}
