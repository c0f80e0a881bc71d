namespace MLSecOps.Contracts.Telemetry;

/// <summary>Schema <c>mlsec.dropped/1</c>: payloads that the quota made the device drop; their links went out without them.</summary>
/// <param name="Schema">Always <see cref="SchemaName"/>.</param>
/// <param name="Time">The device's clock, RFC 3339 UTC.</param>
/// <param name="From">Number of the first link whose payload is gone.</param>
/// <param name="To">Number of the last.</param>
/// <param name="Counts">How many by severity.</param>
public sealed record DroppedRecord(string Schema, string Time, long From, long To, IReadOnlyDictionary<string, long> Counts)
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "mlsec.dropped/1";
}
