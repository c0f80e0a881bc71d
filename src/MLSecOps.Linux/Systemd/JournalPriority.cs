namespace MLSecOps.Linux.Systemd;

/// <summary>Severity of a journal entry (syslog(3) levels).</summary>
public enum JournalPriority
{
    /// <summary>Unusable.</summary>
    Emergency = 0,

    /// <summary>Act at once.</summary>
    Alert = 1,

    /// <summary>Critical.</summary>
    Critical = 2,

    /// <summary>Error.</summary>
    Error = 3,

    /// <summary>Warning.</summary>
    Warning = 4,

    /// <summary>Normal, but worth noting.</summary>
    Notice = 5,

    /// <summary>Information.</summary>
    Information = 6,

    /// <summary>For developers.</summary>
    Debug = 7,
}
