using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Trust.Appraisal;

namespace MLSecOps.Hub.Attest;

/// <summary>Puts an EAR into the words of the hub's domain: affirming is trusted, contraindicated is rejected, everything else is inconclusive (G8).</summary>
internal static class VerdictReading
{
    /// <summary>The device's verdict and the reason for it.</summary>
    public static (Verdict Verdict, string? Reason) OfDevice(Ear ear) => AppraisalVerdict.Of(ear).Match<(Verdict, string?)>(
        _ => (Verdict.Trusted, null),
        rejected => (Verdict.Rejected, rejected.Reason.Code),
        open => (Verdict.Inconclusive, open.Reason.Code));

    /// <summary>The models, with what the device claims and what was expected.</summary>
    public static IReadOnlyList<ModelState> Models(Ear ear, EvidenceClaims claims, ReferenceValues references, IReadOnlyDictionary<string, ModelHolding> holdings) =>
        [.. ear.Models.Select(part => OfModel(part, claims, references, holdings))];

    private static ModelState OfModel(EarSubmodule part, EvidenceClaims claims, ReferenceValues references, IReadOnlyDictionary<string, ModelHolding> holdings)
    {
        string name = part.Label[EvidenceProfile.ModelPrefix.Length..];
        ModelClaims? claimed = claims.Models.FirstOrDefault(model => model.Model == name);
        ModelReference? reference = references.Models.FirstOrDefault(model => model.Model == name);
        ReferenceRelease? known = reference?.Releases.FirstOrDefault(release => release.Id == claimed?.Id);
        Verdict verdict = Of(part.Status);
        return new ModelState(name)
        {
            Verdict = verdict,
            Reason = verdict == Verdict.Trusted ? null : ReasonOf(part),
            Release = claimed?.Id.Release,
            Version = claimed?.Version,
            ManifestDigest = claimed?.Id.Manifest.ToString(),
            State = claimed is null ? null : EvidenceProfile.NameOf(claimed.State),
            Floor = claimed?.Floor ?? 0,
            ExpectedDigest = known?.ModelFile.ToString(),
            DiskDigest = claimed?.Disk?.Model.ToString(),
            Challenge = reference?.Challenge is { } challenge ? Text(challenge) : null,
            Holding = holdings.GetValueOrDefault(name),
        };
    }

    private static string? Text(ChallengeFinding challenge) => challenge.Outcome switch
    {
        CheckOutcome.Passed => challenge.Found,
        CheckOutcome.Failed => $"not held: {challenge.Reason?.Code}{Difference(challenge)}",
        _ => $"inconclusive: {challenge.Reason?.Code}{Difference(challenge)}",
    };

    private static string Difference(ChallengeFinding challenge) => (challenge.Outcome, challenge.Expected, challenge.Found) switch
    {
        (CheckOutcome.Failed, { } expected, { } found) => $", expected {expected}, found {found}",
        (_, _, { } found) => $", {found}",
        _ => string.Empty,
    };

    private static Verdict Of(TrustTier tier) => tier switch
    {
        TrustTier.Affirming => Verdict.Trusted,
        TrustTier.Contraindicated => Verdict.Rejected,
        _ => Verdict.Inconclusive,
    };

    // The row that weighs most is the reason; of equal ones the first.
    private static string? ReasonOf(EarSubmodule part) =>
        part.Explanation.Where(row => row.Reason is not null).OrderByDescending(row => TrustVector.Rank(TrustVector.TierOf(row.Value))).FirstOrDefault()?.Reason;
}
