namespace MLSecOps.Hub.Domain.Devices;

/// <summary>How old what the hub knows is, by the hub's clock alone.</summary>
public static class FreshnessRule
{
    /// <summary>The freshness of a device's evidence.</summary>
    /// <param name="state">What is known of the device.</param>
    /// <param name="now">The hub's clock.</param>
    /// <param name="window">How long evidence counts as fresh.</param>
    public static Freshness Of(DeviceState state, DateTimeOffset now, TimeSpan window)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.EvidenceAt is not { } at ? Freshness.Never : IsWithin(at, now, window) ? Freshness.Fresh : Freshness.Stale;
    }

    /// <summary>Since when nothing proves what the device runs: its newest evidence, or its enrolment when none came; null while it is heard.</summary>
    /// <param name="device">The device.</param>
    /// <param name="state">What is known of it.</param>
    /// <param name="now">The hub's clock.</param>
    /// <param name="window">How long evidence counts as fresh.</param>
    public static DateTimeOffset? SilentSince(Device device, DeviceState state, DateTimeOffset now, TimeSpan window)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(state);
        DateTimeOffset heard = state.EvidenceAt ?? device.Enrolled;
        return IsWithin(heard, now, window) ? null : heard;
    }

    /// <summary>The word for it.</summary>
    public static string Word(Freshness freshness) => freshness switch
    {
        Freshness.Fresh => "fresh",
        Freshness.Stale => "stale",
        _ => "never",
    };

    // A clock that was put back must not keep a device fresh for as long as it was ahead.
    private static bool IsWithin(DateTimeOffset at, DateTimeOffset now, TimeSpan window) => (now - at).Duration() <= window;
}
