using MLSecOps.Core.Findings;

namespace MLSecOps.EdgeAgent.Documents;

/// <summary>Why a document was not acted on.</summary>
/// <param name="Reason">The reason.</param>
/// <param name="Detail">What about it; text of our own.</param>
internal sealed record Refusal(Reason Reason, string Detail)
{
    /// <summary>The refusal behind a verdict; null when it is trusted.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="which">Names the document.</param>
    public static Refusal? Of(TrustVerdict verdict, string which) => verdict.Refusal is { } reason
        ? new Refusal(reason, verdict.Cause is { } failed ? $"{which}: {failed.Id}, {failed.Difference}" : which)
        : null;
}
