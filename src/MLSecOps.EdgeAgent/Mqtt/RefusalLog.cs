using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Service;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>Tells of what was refused, one finding for each cause at a time: whoever can send messages must not be able to fill journal and spool with them.</summary>
/// <param name="log">Tells people.</param>
/// <param name="pause">Least time between two findings of one cause.</param>
/// <param name="time">The clock of that.</param>
internal sealed class RefusalLog(AgentLog log, TimeSpan pause, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (long Told, long Unsaid)> _causes = new(StringComparer.Ordinal);

    /// <summary>Tells of one, or counts it.</summary>
    public void Write(JournalEvent what, Reason reason, string detail)
    {
        long unsaid;
        lock (_gate)
        {
            bool known = _causes.TryGetValue(reason.Code, out (long Told, long Unsaid) cause);
            if (known && time.GetElapsedTime(cause.Told) < pause)
            {
                _causes[reason.Code] = (cause.Told, cause.Unsaid + 1);
                return;
            }

            unsaid = cause.Unsaid;
            _causes[reason.Code] = (time.GetTimestamp(), 0);
        }

        log.Write(what, null, reason, unsaid == 0 ? detail : $"{detail}; {unsaid} more since");
    }
}
