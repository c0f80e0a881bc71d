using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;

namespace MLSecOps.Hub.Domain.Findings;

/// <summary>A device whose evidence does not come: a finding that lasts until it does.</summary>
public static class SilenceAlarm
{
    /// <summary>Opens or ends the finding; to be asked again and again.</summary>
    /// <param name="device">The device.</param>
    /// <param name="state">What is known of it.</param>
    /// <param name="open">Its open findings.</param>
    /// <param name="now">The hub's clock.</param>
    /// <param name="window">How long evidence counts as fresh.</param>
    public static FindingChanges Of(Device device, DeviceState state, IReadOnlyList<Finding> open, DateTimeOffset now, TimeSpan window)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(open);
        if (FreshnessRule.SilentSince(device, state, now, window) is not { } since)
        {
            return FindingRules.End(open.Where(finding => finding.Reason == HubReasons.DeviceSilent.Code), "evidence came", now);
        }

        string last = state.EvidenceAt is null ? $"no evidence since it was enrolled {Timestamp.Of(since)}" : $"the last evidence came {Timestamp.Of(since)}";
        string heard = state.LastSeen is { } seen && seen != since ? $", the last message {Timestamp.Of(seen)}" : string.Empty;
        return FindingRules.NoticeOnce(device.Ueid, null, HubReasons.DeviceSilent, last + heard, open, now, since);
    }
}
