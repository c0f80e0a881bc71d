using MLSecOps.Contracts.Journal;

namespace MLSecOps.EdgeAgent.Spool;

/// <summary>One file of payloads of one severity.</summary>
/// <param name="number">Its number; rises over all segments.</param>
/// <param name="severity">How much its payloads matter.</param>
internal sealed class PayloadSegment(int number, EventSeverity severity)
{
    public int Number { get; } = number;

    public EventSeverity Severity { get; } = severity;

    /// <summary>Bytes of the file that count.</summary>
    public int Length { get; set; }

    /// <summary>How many of its payloads are still waited for.</summary>
    public int Live { get; set; }

    /// <summary>True when nothing more is appended: it was found at the start, is full, or an append to it failed.</summary>
    public bool IsClosed { get; set; }
}
