namespace MLSecOps.Contracts.Telemetry;

/// <summary>Schema <c>mlsec.birth/1</c>: what a device says of itself when it connected. Not signed by itself: evidence is what proves.</summary>
/// <param name="Schema">Always <see cref="SchemaName"/>.</param>
/// <param name="Time">The device's clock, RFC 3339 UTC.</param>
/// <param name="BdSeq">Number of the connection; equals that of the will, rises with each CONNECT.</param>
/// <param name="AgentVersion">Semantic version.</param>
/// <param name="Mode"><c>enforce</c> or <c>observe</c>.</param>
/// <param name="Hardware">What the device is called in a manifest's targets.</param>
/// <param name="Models">What is installed.</param>
public sealed record BirthRecord(
    string Schema,
    string Time,
    long BdSeq,
    string AgentVersion,
    string Mode,
    string Hardware,
    IReadOnlyList<BirthModel> Models)
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "mlsec.birth/1";

    /// <summary>Epoch of the oldest record that waited for the hub's acknowledgement when this one was made, or of this one when none did, 32 hexadecimal digits: no record before it is sent again. Null when the device does not say.</summary>
    public string? WaitingEpoch { get; init; }

    /// <summary>Number of that record.</summary>
    public long? WaitingSequence { get; init; }
}
