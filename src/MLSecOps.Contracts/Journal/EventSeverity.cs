namespace MLSecOps.Contracts.Journal;

/// <summary>How much an event matters. The values are syslog's PRIORITY (RFC 5424, section 6.2.1).</summary>
public enum EventSeverity
{
    /// <summary>Act now.</summary>
    Critical = 2,

    /// <summary>Something was refused or failed.</summary>
    Error = 3,

    /// <summary>Works, but less well.</summary>
    Warning = 4,

    /// <summary>Normal and worth knowing.</summary>
    Notice = 5,

    /// <summary>Normal.</summary>
    Info = 6,

    /// <summary>For those who look closely.</summary>
    Debug = 7,
}
