using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Documents;
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
            Signers = Signers(appraisal.Signers),
            Time = Timestamp.Of(appraisal.Time.Instant),
            TimeOrigin = OriginWord(appraisal.Time.Origin),
            ClockTrusted = appraisal.Time.Origin == TimeOrigin.Clock,
        };
        List<Line> lines = [.. CheckLines.Of(appraisal.Checks)];
        lines.AddRange(document.Signers.Select(LineOf));
        lines.Add($"digest    {document.ManifestDigest ?? "none"} (manifest)");
        lines.Add($"time      {document.Time}, {Explain(appraisal.Time.Origin)}");
        return Conclude(document, lines, path, name, appraisal.Verdict);
    }

    /// <summary>The signers that count, in JSON.</summary>
    public static IReadOnlyList<SignerEntry> Signers(IReadOnlyList<SignerIdentity> signers) =>
    [
        .. signers.Select(signer => new SignerEntry(signer.Subject, signer.Key.ToString(), Timestamp.Of(signer.NotAfter))
        {
            SignedBefore = signer.SignedBefore is { } time ? Timestamp.Of(time) : null,
        }),
    ];

    /// <summary>A signer for people.</summary>
    public static Line LineOf(SignerEntry signer) =>
        new($"signer    {signer.Subject}, key {signer.KeyDigest}{(signer.SignedBefore is { } time ? $", before {time}" : string.Empty)}");

    /// <summary>Ends with the verdict.</summary>
    public static Outcome Conclude(CommandDocument document, List<Line> lines, string path, string name, TrustVerdict verdict)
    {
        lines.Add(verdict.Match(
            _ => new Line($" {name}", "TRUSTED", Tone.Good),
            _ => new Line($" {name}", "REJECTED", Tone.Bad),
            _ => new Line($" {name}", "INCONCLUSIVE", Tone.Open)));
        return verdict.Refusal is { } reason ? Outcome.Failed(document, lines, FailureOf(path, reason, verdict)) : new Outcome(document, lines);
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
