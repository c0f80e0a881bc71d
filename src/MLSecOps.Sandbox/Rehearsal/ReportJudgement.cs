using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Sandbox.Rehearsal;

/// <summary>What a report is worth. A worker that was taken over can write what it likes; what it cannot do is pass by silence or by contradiction.</summary>
internal static class ReportJudgement
{
    /// <summary>Reads a report and holds it against the job.</summary>
    /// <param name="bytes">The worker's standard output; untrusted.</param>
    /// <param name="outputsOfVectors">What was asked: how many outputs each vector has.</param>
    /// <param name="groupsOfGates">And the folders of gates, with whether each has groups.</param>
    /// <returns>The report, if it can be read, and the checks to conclude from.</returns>
    public static (RehearsalReport? Report, IReadOnlyList<Check> Checks) Judge(
        ReadOnlySpan<byte> bytes, IReadOnlyDictionary<string, int> outputsOfVectors, IReadOnlyDictionary<string, bool> groupsOfGates)
    {
        if (!RehearsalReportParser.Parse(bytes).TryGet(out RehearsalReport? report, out FormatFault? fault))
        {
            return (null, [Check.Fail("rehearsal.report", "worker", fault.Reason, fault.Expected, fault.Found)]);
        }

        // A report of failure needs no consistency: it is believed as it is.
        bool claimsPass = report.Outcome.Verdict is TrustVerdict.Trusted;
        string? contradiction = claimsPass ? Contradiction(report.Outcome, outputsOfVectors) ?? GateContradiction(report.Outcome.Gates, groupsOfGates) ?? AnswerContradiction(report.Outcome.Answers, outputsOfVectors) : null;
        return (report, contradiction is null
            ? report.Outcome.Checks
            : [.. report.Outcome.Checks, Check.Fail("rehearsal.report", "worker", RehearsalReasons.ReportDisagrees, "every output and the bits of every vector and every gate, once", contradiction)]);
    }

    private static string? Contradiction(SanityOutcome outcome, IReadOnlyDictionary<string, int> outputsOfVectors)
    {
        if (outcome.Comparisons.FirstOrDefault(row => !row.Passed || (row.Tolerance.Metric == ToleranceMetric.Elementwise && row.Mismatches > 0)) is { } failed)
        {
            return $"{failed.Vector}/{failed.Output} did not pass";
        }

        ILookup<string, OutputComparison> reported = outcome.Comparisons.ToLookup(row => row.Vector, StringComparer.Ordinal);
        return outputsOfVectors.FirstOrDefault(vector => reported[vector.Key].DistinctBy(row => row.Output).Count() != vector.Value) is { Key: { } other }
            ? $"other outputs of {other}"
            : reported.Select(vector => vector.Key).FirstOrDefault(vector => !outputsOfVectors.ContainsKey(vector));
    }

    // A pass that keeps its bits to itself could never be told from one with other bits. Folders of gates have no outputs, and so no bits.
    private static string? AnswerContradiction(IReadOnlyList<AnswerDigest> answers, IReadOnlyDictionary<string, int> outputsOfVectors)
    {
        HashSet<string> asked = [.. outputsOfVectors.Where(vector => vector.Value > 0).Select(vector => vector.Key)];
        return answers.Count != asked.Count ? $"bits of {answers.Count} vectors of {asked.Count}"
            : asked.SetEquals(answers.Select(answer => answer.Vector)) ? null
            : "bits of other vectors";
    }

    private static string? GateContradiction(IReadOnlyList<GateFigures> gates, IReadOnlyDictionary<string, bool> groupsOfGates) =>
        gates.FirstOrDefault(gate => !gate.Passed) is { } failed ? $"{failed.Folder} did not pass"
        : gates.Count != groupsOfGates.Count ? $"{gates.Count} gates of {groupsOfGates.Count}"
        : groupsOfGates.FirstOrDefault(asked => gates.Count(gate => gate.Folder == asked.Key && (gate is { Groups.Count: > 0, Bounds.Count: > 0 }) == asked.Value) != 1) is { Key: { } other }
            ? $"other figures of {other}"
            : null;
}
