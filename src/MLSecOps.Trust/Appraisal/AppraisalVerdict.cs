using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.Trust.Appraisal;

/// <summary>What an attestation result amounts to for the device as a whole: the one place that says so, for hub and command line.</summary>
/// <remarks>
/// Rejected when any part is contraindicated. Trusted when every model is affirming and there is at least one. Else inconclusive.
/// That the device's own part is a warning does not count against it: a key in a file is one, and enforcement is another axis.
/// </remarks>
public static class AppraisalVerdict
{
    /// <summary>Judges a result whose signature was verified.</summary>
    /// <returns>One check for each part. A reason of the explanation is given as far as this program knows it and it means what the status says.</returns>
    public static TrustVerdict Of(Ear ear)
    {
        CheckList checks = new();
        foreach (EarSubmodule part in ear.Models)
        {
            Judge(checks, part, part.Status != TrustTier.Affirming);
        }

        if (!ear.Models.Any())
        {
            checks.Fail(EvidenceChecks.Status, "models", EvidenceReasons.DeviceUndecided, "at least one model", "none");
        }

        if (ear.Device is { } device)
        {
            Judge(checks, device, open: false);
        }
        else
        {
            checks.Fail(EvidenceChecks.Status, EvidenceProfile.DeviceLabel, EvidenceReasons.DeviceUndecided, "an appraisal of the device", "none");
        }

        return TrustVerdict.From(checks.All, EvidenceReasons.DeviceUndecided);
    }

    private static void Judge(CheckList checks, EarSubmodule part, bool open)
    {
        string status = part.Status.ToString().ToLowerInvariant();
        if (part.Status != TrustTier.Contraindicated && !open)
        {
            checks.Pass(EvidenceChecks.Status, part.Label, status);
            return;
        }

        (ReasonClass wanted, Reason otherwise) = part.Status == TrustTier.Contraindicated
            ? (ReasonClass.Rejected, EvidenceReasons.DeviceRejected)
            : (ReasonClass.Inconclusive, EvidenceReasons.DeviceUndecided);
        EarExplanation? row = Find(part, wanted);
        checks.Fail(
            EvidenceChecks.Status, part.Label, row is null ? otherwise : ReasonCatalogue.Find(row.Reason!)!, row?.Expected ?? "affirming", row?.Found ?? status);
    }

    // The row that weighs most comes first; rows of the same weight stay in their order.
    private static EarExplanation? Find(EarSubmodule part, ReasonClass wanted) => part.Explanation
        .OrderByDescending(row => TrustVector.Rank(TrustVector.TierOf(row.Value)))
        .FirstOrDefault(row => row.Reason is not null && ReasonCatalogue.Find(row.Reason)?.Class == wanted);
}
