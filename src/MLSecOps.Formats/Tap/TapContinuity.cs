using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tap;

/// <summary>Counts what did not arrive on one tap, from the numbers in its headers. They are the application's claim: it can hide calls, but not lose messages unnoticed.</summary>
public struct TapContinuity
{
    /// <summary>Messages that arrived.</summary>
    public ulong Messages { get; private set; }

    /// <summary>Records that arrived.</summary>
    public ulong Records { get; private set; }

    /// <summary>Messages that were made and did not arrive.</summary>
    public ulong LostMessages { get; private set; }

    /// <summary>Records that were made and did not arrive.</summary>
    public ulong LostRecords { get; private set; }

    /// <summary>Takes the next message into account.</summary>
    /// <param name="message">Checked.</param>
    /// <param name="fault">Its numbers run backwards: it is refused and not counted.</param>
    public bool TryNext(in TapMessage message, out TapFault fault)
    {
        fault = default;
        ulong messagesMade = Messages + LostMessages, recordsMade = Records + LostRecords;
        if (message.Sequence < messagesMade || message.Sequence == ulong.MaxValue)
        {
            fault = new TapFault(TapReasons.Malformed, TapLayout.SequenceAt, "a sequence that does not go back");
            return false;
        }

        if (message.RecordsBefore < recordsMade || message.RecordsBefore > ulong.MaxValue - TapLimits.Records)
        {
            fault = new TapFault(TapReasons.Malformed, TapLayout.RecordsAt, "a count of records that does not go back");
            return false;
        }

        LostMessages += message.Sequence - messagesMade;
        LostRecords += message.RecordsBefore - recordsMade;
        Messages++;
        Records += (ulong)message.Count;
        return true;
    }
}
