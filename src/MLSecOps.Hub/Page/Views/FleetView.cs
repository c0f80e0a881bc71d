using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Page.Views;

/// <summary>The first screen.</summary>
/// <param name="Now">The hub's clock.</param>
/// <param name="Window">How old evidence may be and still count as fresh.</param>
/// <param name="Devices">All of them, worst first.</param>
/// <param name="Suspected">Devices that report a critical finding which their newest evidence does not bear out: neither clean nor proven otherwise.</param>
/// <param name="Findings">Open findings of devices that are rejected or suspected, newest first.</param>
/// <param name="Changes">The newest changes.</param>
/// <param name="Hub">The hub itself.</param>
/// <param name="Filter">What the table shows.</param>
/// <param name="Part">Which part of a long table, from 1.</param>
public sealed record FleetView(
    DateTimeOffset Now,
    TimeSpan Window,
    IReadOnlyList<DeviceRow> Devices,
    IReadOnlyList<DeviceRow> Suspected,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<Change> Changes,
    HubWellness Hub,
    DeviceFilter Filter,
    int Part)
{
    /// <summary>After which time at most a device that falls silent shows.</summary>
    public required TimeSpan TimeToDetect { get; init; }

    /// <summary>When the alarm of a silent device was raised; null while it was not.</summary>
    public required IReadOnlyDictionary<string, DateTimeOffset> Alarmed { get; init; }

    /// <summary>Rows of one part of the table.</summary>
    public const int RowsPerPart = 100;

    /// <summary>What the table shows of the filter's devices.</summary>
    public IReadOnlyList<DeviceRow> Rows => [.. Devices.Where(Filter.Takes).Skip((Part - 1) * RowsPerPart).Take(RowsPerPart)];

    /// <summary>How many parts there are, at least one.</summary>
    public int Parts => Math.Max(1, (Devices.Count(Filter.Takes) + RowsPerPart - 1) / RowsPerPart);
}
