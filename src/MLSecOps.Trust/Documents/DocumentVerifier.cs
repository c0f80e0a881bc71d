using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Documents;

/// <summary>The verify loop: the only place where a signature over a document is judged, for agent, command line and hub alike (design §5).</summary>
/// <remarks>
/// <para>An envelope that is malformed, or has a signature that does not verify over the content, is rejected whole, whoever else signed:
/// no honest tool makes one. A signature that verifies, but by a key that the policy does not accept (chain, usage, key, dates),
/// is only not counted, so that a co-signer whom this device does not know does no harm.</para>
/// <para>Trusted: at least <see cref="RolePolicy.Threshold"/> different keys count. Inconclusive: they would, but for an expiry that a mere
/// time floor shows. Rejected otherwise, for the first reason met.</para>
/// </remarks>
public static class DocumentVerifier
{
    /// <summary>Judges a document and its detached signature.</summary>
    /// <param name="content">Exact bytes of the document; untrusted.</param>
    /// <param name="cms">The detached CMS in DER, untrusted; null or empty when there is none.</param>
    /// <param name="policy">Whom to trust.</param>
    /// <param name="time">When.</param>
    /// <remarks>Whether the content is a document at all (its first byte) is checked too; its schema is for its parser, from the same bytes.</remarks>
    public static DocumentAppraisal Verify(ReadOnlySpan<byte> content, ReadOnlyMemory<byte>? cms, RolePolicy policy, VerificationTime time)
    {
        CheckList checks = new();
        if (content.IsEmpty || content[0] != (byte)'{')
        {
            checks.Fail(CheckIds.DocumentForm, "content", PackageReasons.DocumentNotJson, "'{' as the first byte", content.IsEmpty ? "nothing" : $"0x{content[0]:x2}");
            return Rejected(checks, time);
        }

        checks.Pass(CheckIds.DocumentForm, "content");
        return VerifyDetached(content, cms, policy, time, checks);
    }

    /// <summary>Judges any content, not only documents: for checking what other tools signed. Never for what the product then parses.</summary>
    /// <inheritdoc cref="Verify"/>
    public static DocumentAppraisal VerifyContent(ReadOnlySpan<byte> content, ReadOnlyMemory<byte>? cms, RolePolicy policy, VerificationTime time) =>
        VerifyDetached(content, cms, policy, time, new CheckList());

    private static DocumentAppraisal VerifyDetached(ReadOnlySpan<byte> content, ReadOnlyMemory<byte>? cms, RolePolicy policy, VerificationTime time, CheckList checks)
    {
        if (cms is not { IsEmpty: false } blob)
        {
            checks.Fail(CheckIds.Envelope, "signature", SignatureReasons.Missing);
            return Rejected(checks, time);
        }

        if (!CmsParser.Parse(blob).TryGet(out CmsEnvelope? envelope, out FormatFault? fault)
            || !CertificateBag.Open(envelope.Certificates, policy.Anchors).TryGet(out CertificateBag? bag, out fault))
        {
            checks.Fail(CheckIds.Envelope, "signature", fault);
            return Rejected(checks, time);
        }

        checks.Pass(CheckIds.Envelope, "signature", $"{envelope.Signers.Count} signer(s), {envelope.Certificates.Count} certificate(s)");
        List<SignerIdentity> counted = [], unproven = [];
        for (int i = 0; i < envelope.Signers.Count; i++)
        {
            SignerAppraiser appraiser = new(checks, $"signer {i + 1}", bag, policy, time);
            (SignerStanding standing, SignerIdentity? identity) = appraiser.Judge(envelope.Signers[i], content);
            switch (standing)
            {
                case SignerStanding.Forged:
                    return Rejected(checks, time);
                case SignerStanding.Counts:
                    counted.Add(identity!);
                    break;
                case SignerStanding.TimeUnproven:
                    unproven.Add(identity!);
                    break;
                default:
                    break;
            }
        }

        return Decide([.. counted.DistinctBy(signer => signer.Key)], [.. counted.Concat(unproven).DistinctBy(signer => signer.Key)], policy, time, checks);
    }

    private static DocumentAppraisal Decide(
        IReadOnlyList<SignerIdentity> counted, IReadOnlyList<SignerIdentity> possible, RolePolicy policy, VerificationTime time, CheckList checks)
    {
        string expected = $"{policy.Threshold} different key(s)";
        if (counted.Count >= policy.Threshold)
        {
            checks.Pass(CheckIds.Threshold, "signature", $"{counted.Count} of {policy.Threshold} different key(s)");
            return new DocumentAppraisal(new TrustVerdict.Trusted(checks.All), counted, time);
        }

        if (possible.Count >= policy.Threshold)
        {
            Reason open = checks.All.FirstOrDefault(check => check is { Outcome: CheckOutcome.Failed, Reason.Class: ReasonClass.Inconclusive })?.Reason ?? SignatureReasons.SignerTimeUnproven;
            checks.Fail(CheckIds.Threshold, "signature", open, expected, $"{counted.Count}, and {possible.Count - counted.Count} if the time were proven");
            return new DocumentAppraisal(new TrustVerdict.Inconclusive(open, checks.All), possible, time);
        }

        // A signer that was refused explains more than the count that is short because of it.
        Reason reason = checks.All.FirstOrDefault(check => check is { Outcome: CheckOutcome.Failed, Reason.Class: ReasonClass.Rejected })?.Reason
            ?? SignatureReasons.ThresholdNotMet;
        checks.Fail(CheckIds.Threshold, "signature", SignatureReasons.ThresholdNotMet, expected, $"{counted.Count}");
        checks.SkipRest(CheckIds.OfSignature, "signature");
        return new DocumentAppraisal(new TrustVerdict.Rejected(reason, checks.All), counted, time);
    }

    private static DocumentAppraisal Rejected(CheckList checks, VerificationTime time)
    {
        checks.SkipRest(CheckIds.OfSignature, "signature");
        return new DocumentAppraisal(new TrustVerdict.Rejected(checks.FirstFailure!, checks.All), [], time);
    }
}
