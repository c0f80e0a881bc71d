using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Cli.Attestation;

/// <summary>Claims and appraisal in the forms of JSON documents.</summary>
internal static class ClaimedEntries
{
    public static EvidenceEntry? Of(EvidenceClaims? claims) => claims is null ? null : new EvidenceEntry(
        Timestamp.Of(claims.IssuedAt),
        claims.AgentVersion,
        EvidenceProfile.NameOf(claims.Mode),
        claims.BootCount,
        claims.Chain.Epoch.ToString(),
        claims.Chain.Sequence,
        claims.Engine,
        claims.Agent?.ToString(),
        claims.Configuration.ToString(),
        [.. claims.Coverage.Select(gap => $"{gap.What} {gap.Reason}")],
        claims.InsecureOptions,
        [.. claims.Models.Select(Of)]);

    public static AppraisalEntry? Of(Ear? ear) => ear is null ? null : new AppraisalEntry(
        Timestamp.Of(ear.IssuedAt),
        ear.Expires is { } expires ? Timestamp.Of(expires) : null,
        $"{ear.Verifier.Developer} {ear.Verifier.Build}",
        [.. ear.Submodules.Select(Of)]);

    private static ClaimedModelEntry Of(ModelClaims model) => new(
        model.Model,
        model.Version,
        model.Id.Release,
        model.Id.Manifest.ToString(),
        model.Disk?.Model.ToString(),
        model.Disk is { } disk ? Timestamp.Of(disk.Checked) : null,
        EvidenceProfile.NameOf(model.State),
        model.Floor,
        [.. model.Signers.Select(signer => signer.ToString())],
        [.. model.Results.Select(result => new ClaimedResultEntry(
            result.System, Words.Of(result.Outcome), [.. result.Results.Where(check => check.Outcome != CheckOutcome.Passed).Select(check => check.Id)]))],
        [.. model.HandedOut.Select(row => new HandedOutEntry(
            row.Model.ToString(), row.Manifest.ToString(), row.Executable?.ToString(), row.Unit, Timestamp.Of(row.Opened), row.Open))]);

    private static AppraisalPartEntry Of(EarSubmodule part) => new(part.Label, EvidenceProfile.NameOf(part.Status), [.. part.Explanation.Select(row => new ExplanationEntry(
        EvidenceProfile.NameOf(row.Aspect), EvidenceProfile.NameOf(TrustVector.TierOf(row.Value)), row.Claim, row.Reason, row.Expected, row.Found))]);
}
