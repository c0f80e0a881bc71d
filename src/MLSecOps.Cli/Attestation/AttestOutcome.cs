using MLSecOps.Cli.Commands;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Attestation;

/// <summary>A judged bundle as document and lines.</summary>
internal static class AttestOutcome
{
    /// <param name="schema">Of the command's document.</param>
    /// <param name="appraisal">What was found.</param>
    /// <param name="file">Path of the bundle; null when it came from the hub.</param>
    /// <param name="hub">Address of the hub; null for a file.</param>
    public static Outcome Of(string schema, BundleAppraisal appraisal, string? file, string? hub)
    {
        string verdict = Words.Of(appraisal.Verdict);
        AttestDocument document = new()
        {
            Schema = schema,
            Ok = true,
            Verdict = verdict,
            Checks = [.. appraisal.Verdict.Checks.Select(CheckEntry.Of)],
            File = file,
            Hub = hub,
            Ueid = appraisal.Bundle.Ueid,
            Nonce = appraisal.Challenge is { } challenge ? Convert.ToHexStringLower(challenge.Nonce.Span) : null,
            Received = appraisal.Bundle.Received,
            Time = Timestamp.Of(appraisal.Time.Instant),
            TimeOrigin = VerifyOutcome.OriginWord(appraisal.Time.Origin),
            Evidence = ClaimedEntries.Of(appraisal.Claims),
            Appraisal = ClaimedEntries.Of(appraisal.Ear),
        };
        Line[] lines = [.. AttestLines.Of(appraisal, document)];
        return appraisal.Verdict.Refusal is { } reason
            ? Outcome.Failed(document, lines, FailureOf(file ?? $"evidence of {appraisal.Bundle.Ueid}", reason, appraisal.Verdict))
            : new Outcome(document, lines);
    }

    private static Failure FailureOf(string what, Reason reason, TrustVerdict verdict)
    {
        string said = verdict.Cause?.Id == Trust.Evidence.EvidenceChecks.Status ? "the hub's appraisal: " : string.Empty;
        return new Failure(reason, $"{what} {(verdict is TrustVerdict.Rejected ? "is rejected" : "is inconclusive")}: {said}{reason.Title}", CheckLines.Why(verdict));
    }
}
