using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;

namespace MLSecOps.Hub.Domain.Records;

/// <summary>Records that do not come although later ones did, or although evidence commits to them: a finding once it lasts, until they come.</summary>
public static class GapAlarm
{
    /// <summary>How long records may be on their way in another order.</summary>
    public static TimeSpan ReorderWindow { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Since when records are missing; null when none is.</summary>
    /// <param name="state">What is known of the device.</param>
    /// <param name="waiting">The first stored record behind what is acknowledged, in the same epoch; null without any.</param>
    public static DateTimeOffset? Since(DeviceState state, StoredRecord? waiting)
    {
        ArgumentNullException.ThrowIfNull(state);
        DateTimeOffset? ahead = waiting is not null && waiting.Sequence > (state.Acknowledged?.Sequence ?? 0) + 1 ? waiting.Received : null;
        bool behind = state.Committed is { } head && (head.Epoch != state.Acknowledged?.Epoch || head.Sequence > state.Acknowledged.Sequence);
        DateTimeOffset? committed = behind ? state.EvidenceAt : null;
        return ahead is null || committed < ahead ? committed : ahead;
    }

    /// <summary>Opens or ends the finding; to be asked again and again.</summary>
    /// <param name="state">What is known of the device.</param>
    /// <param name="waiting">The first stored record behind what is acknowledged, in the same epoch; null without any.</param>
    /// <param name="open">The device's open findings.</param>
    /// <param name="now">The hub's clock.</param>
    public static FindingChanges Of(DeviceState state, StoredRecord? waiting, IReadOnlyList<Finding> open, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(open);
        if (Since(state, waiting) is not { } since)
        {
            return FindingRules.End(open.Where(finding => finding.Reason == HubReasons.RecordGap.Code), "the records came", now);
        }

        if (now - since < ReorderWindow)
        {
            return FindingChanges.None;
        }

        string last = state.Acknowledged is { } position ? $"nothing is missing up to record {position.Sequence}" : "the first record did not come";
        string next = waiting is not null ? $"record {waiting.Sequence} came" : $"evidence commits to record {state.Committed?.Sequence}";
        return FindingRules.NoticeOnce(state.Ueid, null, HubReasons.RecordGap, $"{last}, and {next}", open, now, since);
    }
}
