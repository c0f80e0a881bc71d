using MLSecOps.Hub.Domain;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Page.Views;

/// <summary>Which devices a table shows. One value of one axis, because the axes are never merged.</summary>
/// <param name="Key">Its word in an address; empty for all.</param>
/// <param name="Label">Its word on the page.</param>
/// <param name="Takes">Whether a device belongs to it.</param>
public sealed record DeviceFilter(string Key, string Label, Func<DeviceRow, bool> Takes)
{
    /// <summary>All devices.</summary>
    public static DeviceFilter Everything { get; } = new(string.Empty, "All", static _ => true);

    /// <summary>Every filter, in the order of the page.</summary>
    public static IReadOnlyList<DeviceFilter> All { get; } =
    [
        Everything,
        new("rejected", "Rejected", static row => row.State.Verdict == Verdict.Rejected),
        new("inconclusive", "Inconclusive", static row => row.State.Verdict == Verdict.Inconclusive),
        new("trusted", "Trusted", static row => row.State.Verdict == Verdict.Trusted),
        new("stale", "Stale", static row => row.Freshness == Freshness.Stale),
        new("never", "Never", static row => row.Freshness == Freshness.Never),
        new("observe", "Observe only", static row => row.State.Mode == "observe"),
    ];

    /// <summary>Path of the first page with this filter.</summary>
    public string Link => Key.Length == 0 ? "/" : $"/?show={Key}";

    /// <summary>By its word in an address, which is untrusted; null when there is none of that name.</summary>
    public static DeviceFilter? Find(string? key) => string.IsNullOrEmpty(key) ? Everything : All.FirstOrDefault(filter => filter.Key == key);
}
