using System.Globalization;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Cli.Attestation;

/// <summary>Holds an appraisal against the evidence that it comes with.</summary>
/// <remarks>
/// A nonce of an epoch is answered several times, so an appraisal of an earlier answer has the same nonce. Its explanation repeats
/// release and digest on disk of each model: with another answer than this one, they differ as soon as what runs differs.
/// </remarks>
internal static class AppraisalMatch
{
    // Names of the rows that repeat a claim, as the appraiser writes them.
    private const string ReleaseRow = "manifest_sha256";
    private const string DiskRow = "disk";

    public static Check CheckNonce(Ear? ear, Challenge? challenge)
    {
        if (ear is null || challenge is null)
        {
            return Check.Skip(BundleChecks.AppraisalNonce, "appraisal", PackageReasons.NotReached);
        }

        return ear.Nonce is { } nonce && nonce.Span.SequenceEqual(challenge.Nonce.Span)
            ? Check.Pass(BundleChecks.AppraisalNonce, "appraisal")
            : Check.Fail(
                BundleChecks.AppraisalNonce, "appraisal", EvidenceReasons.AppraisalOther, Convert.ToHexStringLower(challenge.Nonce.Span),
                ear.Nonce is { } other ? Convert.ToHexStringLower(other.Span) : "no nonce");
    }

    public static Check CheckClaims(Ear? ear, EvidenceClaims? claims)
    {
        if (ear is null || claims is null)
        {
            return Check.Skip(BundleChecks.AppraisalClaims, "appraisal", PackageReasons.NotReached);
        }

        (string Expected, string Found)? difference = claims.Models
            .Select(model => Compare(model, ear.Models.FirstOrDefault(part => part.Label == EvidenceProfile.ModelPrefix + model.Model)))
            .FirstOrDefault(found => found is not null);
        return difference is { } other
            ? Check.Fail(BundleChecks.AppraisalClaims, "appraisal", EvidenceReasons.AppraisalOther, other.Expected, other.Found)
            : Check.Pass(BundleChecks.AppraisalClaims, "appraisal", $"{claims.Models.Count.ToString(CultureInfo.InvariantCulture)} model(s)");
    }

    private static (string Expected, string Found)? Compare(ModelClaims claims, EarSubmodule? part)
    {
        if (part is null)
        {
            return ($"an appraisal of {claims.Model}", "none");
        }

        string release = $"{claims.Id.Release.ToString(CultureInfo.InvariantCulture)} {claims.Id.Manifest}";
        if (Row(part, ReleaseRow) is var stated && stated != release && (stated is not null || part.Status == TrustTier.Affirming))
        {
            return ($"{claims.Model} {release}", stated ?? "no release");
        }

        // A row about the disk may also say when it was checked; only one with a digest repeats the claim.
        string? disk = claims.Disk?.Model.ToString();
        return Row(part, DiskRow) is { } digest && Sha256Digest.TryParse(digest, out _) && digest != disk
            ? ($"{claims.Model} {disk ?? "without a digest"}", digest)
            : null;
    }

    private static string? Row(EarSubmodule part, string claim) => part.Explanation.FirstOrDefault(row => row.Claim == claim)?.Found;
}
