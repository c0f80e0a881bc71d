using System.Globalization;
using MLSecOps.Cli.Commands;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Appraisal;

namespace MLSecOps.Cli.Attestation;

/// <summary>A judged bundle as people read it: every check, what the device claims, what the hub made of it, the verdict last.</summary>
internal static class AttestLines
{
    private const string ChallengeClaim = $"measres.{MeasuringSystems.Challenge}";

    public static IEnumerable<Line> Of(BundleAppraisal appraisal, AttestDocument document) =>
    [
        .. CheckLines.Of(appraisal.Verdict.Checks),
        .. document.Evidence is { } evidence ? Claims(evidence) : ["claims    none that can be believed"],
        .. document.Appraisal is { } ear ? Explanation(ear, appraisal) : ["appraisal none that can be believed"],
        $"nonce     {document.Nonce ?? "none that can be believed"}",
        $"received  {document.Received} by the hub's clock; nobody signs that",
        $"time      {document.Time}, {VerifyOutcome.Explain(appraisal.Time.Origin)}",
        appraisal.Verdict.Match(
            _ => new Line($" {document.Ueid}", "TRUSTED", Tone.Good),
            _ => new Line($" {document.Ueid}", "REJECTED", Tone.Bad),
            _ => new Line($" {document.Ueid}", "INCONCLUSIVE", Tone.Open)),
    ];

    private static IEnumerable<Line> Claims(EvidenceEntry evidence)
    {
        yield return $"device    agent {evidence.AgentVersion}, mode {evidence.Mode}, made {evidence.Issued} by its own clock, start {Number(evidence.BootCount)}, record {Number(evidence.ChainSequence)}";
        if (evidence.InsecureOptions.Count > 0)
        {
            yield return new Line($"insecure options in force: {string.Join(", ", evidence.InsecureOptions)}", "WARN  ", Tone.Open);
        }

        foreach (string gap in evidence.Coverage)
        {
            yield return $"uncovered {gap}";
        }

        foreach (ClaimedModelEntry model in evidence.Models)
        {
            yield return $"model     {model.Model} {model.Version} (release {Number(model.Release)}), {model.State}, floor {Number(model.Floor)}";
            yield return $"  manifest  {model.ManifestDigest}";
            yield return $"  on disk   {(model.DiskDigest is null ? "not measured" : $"{model.DiskDigest}, {model.DiskChecked}")}";
            foreach (ClaimedResultEntry result in model.Results)
            {
                yield return $"  checked   {result.System} {Outcome(result)}{(result.Failed.Count == 0 ? string.Empty : $": {string.Join(", ", result.Failed)}")}";
            }

            foreach (HandedOutEntry row in model.HandedOut)
            {
                yield return $"  given to  {row.Unit ?? "a program without a unit"}{(row.ExecutableDigest is { } program ? $", executable {program}" : string.Empty)}";
                yield return $"            {(row.ManifestDigest == model.ManifestDigest ? "this release" : $"release with manifest {row.ManifestDigest}")}, {row.Opened}, {Number(row.Open)} open now";
            }
        }

        if (evidence.Models.Count == 0)
        {
            yield return "model     none";
        }
    }

    private static IEnumerable<Line> Explanation(AppraisalEntry ear, BundleAppraisal appraisal)
    {
        string end = ear.Expires is null ? string.Empty : $", counts until {ear.Expires}";
        string past = appraisal.Ear?.Expires < appraisal.Time.Instant ? ", which is past: it says what was" : string.Empty;
        yield return $"appraised {ear.Issued} by {ear.Verifier}{end}{past}";
        foreach (AppraisalPartEntry part in ear.Parts)
        {
            yield return $"{part.Part}: {part.Status}";
            foreach (string row in Table.Align([.. part.Explanation.Select(Row)], "  "))
            {
                yield return row;
            }

            if (part.Explanation.FirstOrDefault(row => row.Claim == ChallengeClaim) is { } challenge && challenge.Reason != EvidenceReasons.CheckNotRun.Code)
            {
                yield return $"  challenge {Challenge(challenge)}: the hub's word, which ran the signed model; this program did not";
            }
        }
    }

    // To answer is not yet to be right.
    private static string Outcome(ClaimedResultEntry result) =>
        result.System == MeasuringSystems.Challenge && result.Outcome == Words.Of(CheckOutcome.Passed) ? "answered" : result.Outcome.Replace('_', ' ');

    private static string Challenge(ExplanationEntry row) => row.Status switch
    {
        _ when row.Reason is null => row.Found ?? "held",
        "contraindicated" => $"not held: {row.Reason}",
        _ => $"inconclusive: {row.Reason}",
    };

    private static string[] Row(ExplanationEntry row) =>
    [
        row.Status,
        row.Aspect,
        row.Claim,
        row.Reason ?? row.Found ?? string.Empty,
        row.Reason is null ? string.Empty : Difference(row),
    ];

    private static string Difference(ExplanationEntry row) => (row.Expected, row.Found) switch
    {
        ({ } expected, { } found) => $"expected {expected}, found {found}",
        ({ } expected, null) => $"expected {expected}",
        (null, { } found) => found,
        _ => string.Empty,
    };

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
