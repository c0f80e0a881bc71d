namespace MLSecOps.EdgeAgent.Service;

/// <summary>A port: gets everything that the agent tells, and makes records for the hub of what the hub should know.</summary>
internal interface IRecordSink
{
    /// <summary>Takes an entry; does not throw for failures of the outside world.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="time">The device's clock, RFC 3339 UTC.</param>
    void Take(LogEntry entry, string time);
}
