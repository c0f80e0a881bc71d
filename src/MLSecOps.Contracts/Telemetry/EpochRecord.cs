namespace MLSecOps.Contracts.Telemetry;

/// <summary>Schema <c>mlsec.epoch/1</c>: why the chain begins anew, and where the one before it ended as far as the device knows.</summary>
/// <param name="Schema">Always <see cref="SchemaName"/>.</param>
/// <param name="Time">The device's clock, RFC 3339 UTC.</param>
/// <param name="Cause">a word of <see cref="EpochCauses"/>.</param>
/// <param name="PreviousEpoch">The epoch before, 32 hexadecimal digits; null for the first.</param>
/// <param name="PreviousSequence">Number of the last known link of it.</param>
/// <param name="PreviousDigest">Digest of that link, 64 hexadecimal digits.</param>
public sealed record EpochRecord(
    string Schema,
    string Time,
    string Cause,
    string? PreviousEpoch = null,
    long? PreviousSequence = null,
    string? PreviousDigest = null)
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "mlsec.epoch/1";
}
