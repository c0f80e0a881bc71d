namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>How patient the device is with its hub. The defaults are those of the product; tests are in a hurry.</summary>
internal sealed record LineTiming
{
    /// <summary>First ceiling of the pause before trying again what a retry can help.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Last ceiling of it.</summary>
    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>First ceiling of the pause after the broker asked for patience, or another connection took the session.</summary>
    public TimeSpan LaterRetry { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Pause after the hub refused this device: only a person can change that.</summary>
    public TimeSpan RefusedRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How often it is looked whether the certificate is to be renewed.</summary>
    public TimeSpan RenewalLook { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Last ceiling of the pause after a renewal that failed.</summary>
    public TimeSpan LongestRenewalRetry { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a connection must hold to count as a good one.</summary>
    public TimeSpan Stable { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often the token file is looked at while one is waited for.</summary>
    public TimeSpan TokenLook { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long records that were sent wait for the hub's word before they are sent again; doubled each time without progress, up to <see cref="LongestRetry"/>.</summary>
    public TimeSpan AcknowledgementPatience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Least time between evidence that was not asked for by name: changes come in bursts.</summary>
    public TimeSpan EvidencePause { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Least time between two commands of one verb.</summary>
    public TimeSpan CommandPause { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Least time between two findings of one cause about messages that were refused.</summary>
    public TimeSpan FindingPause { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>First ceiling of the pause after a download that failed.</summary>
    public TimeSpan FirstFetchRetry { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Last ceiling of it.</summary>
    public TimeSpan LongestFetchRetry { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a download may stand still.</summary>
    public TimeSpan FetchStall { get; init; } = TimeSpan.FromSeconds(60);
}
