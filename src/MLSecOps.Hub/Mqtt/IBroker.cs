namespace MLSecOps.Hub.Mqtt;

/// <summary>A port: the broker that carries telemetry, in this process or elsewhere.</summary>
internal interface IBroker : IAsyncDisposable
{
    /// <summary>Begins.</summary>
    /// <exception cref="IOException">The address is taken, or the system refuses.</exception>
    Task StartAsync(IBrokerSink sink, CancellationToken cancellationToken);

    /// <summary>Publishes with QoS 1. Never throws for an unreachable broker: what must arrive is sent again by whoever wants it.</summary>
    Task PublishAsync(OutgoingMessage message, CancellationToken cancellationToken);

    /// <summary>Ends the connection of a device whose key does not count any more, at once. A broker elsewhere learns it from the revocation list.</summary>
    /// <param name="ueid">The device.</param>
    /// <param name="reason">Why, as the device is told.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    Task DisconnectAsync(string ueid, Core.Findings.Reason reason, CancellationToken cancellationToken);

    /// <summary>Port in use, also when the system chose it; 0 for a broker elsewhere.</summary>
    int Port { get; }

    /// <summary>Why it does not work now; null when it does.</summary>
    string? Trouble { get; }
}
