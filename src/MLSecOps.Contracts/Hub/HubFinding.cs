using MLSecOps.Contracts.Telemetry;

namespace MLSecOps.Contracts.Hub;

/// <summary>A finding of the hub.</summary>
/// <param name="Id">The hub's number.</param>
/// <param name="Ueid">Which device.</param>
/// <param name="Model">Which model; null for the device itself.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Severity">critical, error, warning, notice or info.</param>
/// <param name="Opened">RFC 3339 UTC.</param>
/// <param name="Closed">RFC 3339 UTC; null while it is open.</param>
/// <param name="ClosedBy">What ended it.</param>
/// <param name="Detail">About this very case; may hold text from outside.</param>
/// <param name="Authenticated">True when signed evidence commits to its record, or the hub noticed it itself.</param>
/// <param name="Release">The release that it is about.</param>
/// <param name="Files">Files that are not as signed.</param>
/// <param name="Next">What to do.</param>
public sealed record HubFinding(
    long Id,
    string Ueid,
    string? Model,
    string Reason,
    string Severity,
    string Opened,
    string? Closed,
    string? ClosedBy,
    string? Detail,
    bool Authenticated,
    long? Release,
    IReadOnlyList<FindingFile> Files,
    string Next)
{
    /// <summary>When its cause began, by the hub's clock, RFC 3339 UTC; null where the hub does not know that.</summary>
    public string? Caused { get; init; }

    /// <summary>From there until the finding was opened, in milliseconds.</summary>
    public long? TimeToDetectMs { get; init; }
}
