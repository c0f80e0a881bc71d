namespace MLSecOps.Hub.Domain.Findings;

/// <summary>How long it may take until the hub shows that a device has gone silent, and until it shows that records are held back: the worst case, as figures.</summary>
/// <remarks>
/// A device that is stopped just after its evidence came is fresh for the window, and looked at every <see cref="Look"/>, by a clock that ticks every <see cref="Round"/>.
/// Whoever holds its last evidence back makes it come later, but not after the life of its nonce. So silence shows after at most nonce + window + look + round.
/// Records that are held back show after the reorder window instead of the window, once evidence commits to them, which comes with the next half of a nonce's life at the latest.
/// </remarks>
public static class DetectionTime
{
    /// <summary>How often all devices are looked at: looking costs, and what it finds is measured in many seconds.</summary>
    public static TimeSpan Look { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How often it is asked whether a look is due.</summary>
    public static TimeSpan Round { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Worst case from the moment in which a device falls silent to the finding.</summary>
    /// <param name="window">How long evidence counts as fresh.</param>
    /// <param name="nonce">How long the fleet's nonce counts.</param>
    public static TimeSpan OfSilence(TimeSpan window, TimeSpan nonce) => nonce + window + Look + Round;

    /// <summary>Worst case from the making of a record that is held back to the finding, while evidence gets through.</summary>
    /// <param name="nonce">How long the fleet's nonce counts.</param>
    public static TimeSpan OfGap(TimeSpan nonce) => (nonce / 2) + Records.GapAlarm.ReorderWindow + Look + Round;
}
