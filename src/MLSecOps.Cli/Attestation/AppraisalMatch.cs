using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Cli.Attestation;

/// <summary>Holds an appraisal against the evidence that it comes with.</summary>
/// <remarks>A nonce of an epoch is answered several times, so an appraisal of an earlier answer has the same nonce: only the digest of the message that was appraised tells them apart.</remarks>
internal static class AppraisalMatch
{
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

    public static Check CheckEvidence(Ear? ear, ReadOnlySpan<byte> evidence)
    {
        if (ear is null)
        {
            return Check.Skip(BundleChecks.AppraisalEvidence, "appraisal", PackageReasons.NotReached);
        }

        Sha256Digest message = Sha256Digest.Of(evidence);
        return ear.Evidence == message
            ? Check.Pass(BundleChecks.AppraisalEvidence, "appraisal", message.Hex)
            : Check.Fail(BundleChecks.AppraisalEvidence, "appraisal", EvidenceReasons.AppraisalOther, message.Hex, ear.Evidence?.Hex ?? "no digest of evidence");
    }
}
