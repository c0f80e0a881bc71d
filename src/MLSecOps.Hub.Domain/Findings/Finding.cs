using MLSecOps.Contracts.Telemetry;

namespace MLSecOps.Hub.Domain.Findings;

/// <summary>Something that a person should know about a device, open until what it tells of is over.</summary>
/// <param name="Id">The hub's number; 0 before it is stored.</param>
/// <param name="Ueid">Which device.</param>
/// <param name="Model">Which model; null for the device itself.</param>
/// <param name="Reason">Reason code: with device and model it says what is the same finding.</param>
/// <param name="Severity">A word of the journal.</param>
/// <param name="Opened">When, by the hub's clock.</param>
public sealed record Finding(long Id, string Ueid, string? Model, string Reason, string Severity, DateTimeOffset Opened)
{
    /// <summary>The device's or the hub's own words about this case.</summary>
    public string? Detail { get; init; }

    /// <summary>What the device said, with expected and found digests; null for what the hub noticed itself.</summary>
    public FindingRecord? Record { get; init; }

    /// <summary>Where its record stands in the device's chain; null for what the hub noticed itself.</summary>
    public string? Epoch { get; init; }

    /// <summary>Number of the record.</summary>
    public long? Sequence { get; init; }

    /// <summary>Since when what it tells of was so, by the hub's clock, where the hub knows that: with <see cref="Opened"/> it gives the time to detect.</summary>
    public DateTimeOffset? Caused { get; init; }

    /// <summary>The newest time it was told again.</summary>
    public DateTimeOffset LastSeen { get; init; }

    /// <summary>How often it was told.</summary>
    public int Times { get; init; } = 1;

    /// <summary>When it was over; null while it is open.</summary>
    public DateTimeOffset? Closed { get; init; }

    /// <summary>What ended it, one line.</summary>
    public string? ClosedBy { get; init; }
}
