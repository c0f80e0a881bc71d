namespace MLSecOps.Configuration.Hub;

/// <summary>Which broker carries telemetry.</summary>
public enum BrokerKind
{
    /// <summary>The hub's own. The default.</summary>
    Embedded = 0,

    /// <summary>Another one, such as Mosquitto, of which the hub is a client.</summary>
    External = 1,
}
