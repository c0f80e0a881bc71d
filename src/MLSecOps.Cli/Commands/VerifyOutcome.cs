using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Cli.Commands;

/// <summary>An appraisal as document and lines.</summary>
internal static class VerifyOutcome
{
    public static Outcome Of(string path, PackageAppraisal appraisal)
    {
        string verdict = Words.Of(appraisal.Verdict);
        string name = appraisal.Manifest is { } manifest
            ? $"{manifest.Model} {manifest.Version} (release {manifest.Release.ToString(CultureInfo.InvariantCulture)})"
            : path;
        VerifyDocument document = new()
        {
            Schema = Schemas.Verify,
            Ok = true,
            Verdict = verdict,
            Package = path,
            Checks = [.. appraisal.Checks.Select(CheckEntry.Of)],
            Manifest = appraisal.Manifest is null ? null : ManifestEntry.Of(appraisal.Manifest),
            ManifestDigest = appraisal.ManifestDigest?.ToString(),
            Signers = [.. appraisal.Signers.Select(signer => new SignerEntry(signer.Subject, signer.Key.ToString(), Timestamp.Of(signer.NotAfter)))],
            Time = Timestamp.Of(appraisal.Time.Instant),
            TimeOrigin = OriginWord(appraisal.Time.Origin),
            ClockTrusted = appraisal.Time.Origin == TimeOrigin.Clock,
        };
        List<Line> lines = [.. CheckLines.Of(appraisal.Checks)];
        lines.AddRange(document.Signers.Select(signer => new Line($"signer    {signer.Subject}, key {signer.KeyDigest}")));
        lines.Add($"digest    {document.ManifestDigest ?? "none"} (manifest)");
        lines.Add($"time      {document.Time}, {Explain(appraisal.Time.Origin)}");
        lines.Add(appraisal.Verdict.Match(
            _ => new Line($" {name}", "TRUSTED", Tone.Good),
            _ => new Line($" {name}", "REJECTED", Tone.Bad),
            _ => new Line($" {name}", "INCONCLUSIVE", Tone.Open)));
        return appraisal.Verdict.Refusal is { } reason
            ? Outcome.Failed(document, lines, FailureOf(path, reason, appraisal.Verdict))
            : new Outcome(document, lines);
    }

    private static Failure FailureOf(string path, Reason reason, TrustVerdict verdict) => new(
        reason, $"{path} {(verdict is TrustVerdict.Rejected ? "is rejected" : "cannot be judged")}: {reason.Title}", CheckLines.Why(verdict));

    public static string OriginWord(TimeOrigin origin) => origin switch
    {
        TimeOrigin.Clock => "clock",
        TimeOrigin.Argument => "argument",
        _ => "floor",
    };

    public static string Explain(TimeOrigin origin) => origin switch
    {
        TimeOrigin.Clock => "by this machine's clock",
        TimeOrigin.Argument => "as named by --at",
        _ => "a lower bound: this machine's clock is not trusted",
    };
}
