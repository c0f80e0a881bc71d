using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Service;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>Puts what the agent tells into the chain, as far as the hub should know it.</summary>
/// <param name="chain">The device's chain.</param>
/// <param name="log">Told once when the disk refuses records, until it takes them again.</param>
internal sealed class RecordSink(RecordChain chain, AgentLog log) : IRecordSink
{
    private int _refusing;

    public void Take(LogEntry entry, string time)
    {
        if (EntryRecord.Of(entry, time) is not { } record)
        {
            return;
        }

        if (chain.Append(record.Type, entry.What.Severity, record.Payload, entry.Model) is AppendAttempt.Refused refused)
        {
            // What is said here comes back as an entry, is refused too, and is counted; it is not said again.
            if (Interlocked.Exchange(ref _refusing, 1) == 0)
            {
                log.Failure(StoreReasons.StoreFailed, null, refused.Cause.Message);
            }
        }
        else
        {
            Interlocked.Exchange(ref _refusing, 0);
        }
    }
}
