using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Findings;

namespace MLSecOps.Hub.Domain.Evidence;

/// <summary>Compares a device's clock with the hub's: evidence was signed between the drawing of its nonce and its coming, whatever it says itself.</summary>
internal static class ClockRule
{
    /// <summary>How far a clock may be off without a word.</summary>
    public static TimeSpan Tolerance { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Opens or ends the finding.</summary>
    public static FindingChanges Of(string ueid, Appraised evidence, IReadOnlyList<Finding> open)
    {
        if (evidence.Asked is not { } asked || evidence.Claims?.IssuedAt is not { } claimed)
        {
            return FindingChanges.None;
        }

        TimeSpan behind = asked - claimed;
        TimeSpan ahead = claimed - evidence.Received;
        TimeSpan off = behind > ahead ? behind : ahead;
        if (off <= Tolerance)
        {
            return FindingRules.End(open.Where(finding => finding.Reason == ChainReasons.ClockWrong.Code), "its clock is right again", evidence.Received);
        }

        string way = behind > ahead ? "behind" : "ahead of";
        return FindingRules.NoticeOnce(
            ueid, null, ChainReasons.ClockWrong, $"it says {Timestamp.Of(claimed)}, which is {Words(off)} {way} the hub's clock", open, evidence.Received);
    }

    private static string Words(TimeSpan span) => span.TotalDays >= 2 ? $"{span.TotalDays:F0} days" : span.TotalHours >= 2 ? $"{span.TotalHours:F0} hours" : $"{span.TotalMinutes:F0} minutes";
}
