using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Devices;

/// <summary>What becomes of a device's keys: which one counts, which one ended, and why.</summary>
public static class IdentityRules
{
    /// <summary>The renewed key was used: from now on it alone counts.</summary>
    /// <param name="device">The device.</param>
    /// <param name="next">Its key that waited.</param>
    /// <param name="now">The hub's clock.</param>
    /// <returns>The device under its new key, and the key before, ended.</returns>
    public static (Device Device, DeviceKey Ended) Promote(Device device, DeviceKey next, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(next);
        return (device with { Key = next.Key, Certificates = next.Certificates }, End(InForce(device), KeyEnd.Superseded, now));
    }

    /// <summary>All keys of a device that still counted, ended.</summary>
    /// <param name="device">The device.</param>
    /// <param name="beside">Its keys beside the one in force.</param>
    /// <param name="cause">Why.</param>
    /// <param name="now">The hub's clock.</param>
    public static IReadOnlyList<DeviceKey> EndAll(Device device, IReadOnlyList<DeviceKey> beside, KeyEnd cause, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(beside);
        bool ended = beside.Any(key => key.Key == device.Key && key.Ended is not null);
        return [
            .. ended ? [] : new[] { End(InForce(device), cause, now) },
            .. beside.Where(key => key.Ended is null).Select(key => End(key, cause, now)),
        ];
    }

    /// <summary>What is known of a device that enrolled again: nothing that its old key said speaks for the new one, but what it held is remembered, so that a floor that fell is seen.</summary>
    public static DeviceState Forget(DeviceState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return new DeviceState(state.Ueid)
        {
            AgentVersion = state.AgentVersion,
            Hardware = state.Hardware,
            Mode = state.Mode,
            Models = [.. state.Models.Select(model => model with { Verdict = Verdict.Inconclusive, Reason = null })],
        };
    }

    /// <summary>The line of a device's story about its identity.</summary>
    public static Change Line(string ueid, string what, DateTimeOffset now) => new(now, ueid, null, what, null, Findings.Severity.Notice);

    private static DeviceKey InForce(Device device) => new(device.Key, device.Ueid, device.Certificates, device.Enrolled);

    private static DeviceKey End(DeviceKey key, KeyEnd cause, DateTimeOffset now) => key with { Ended = now, Cause = cause };
}
