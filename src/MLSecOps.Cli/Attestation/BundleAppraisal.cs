using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Cli.Attestation;

/// <summary>An evidence bundle as judged here, without the hub: only the fleet's anchors count.</summary>
/// <param name="Bundle">What was judged.</param>
/// <param name="Verdict">Of everything: first that device and hub signed it and its parts belong together, then what the hub's appraisal amounts to.</param>
/// <param name="Challenge">What the hub asked; null when its signature or form was refused.</param>
/// <param name="Claims">What the device claims; null when its signature or form was refused.</param>
/// <param name="Ear">What the hub made of it; null when its signature or form was refused.</param>
/// <param name="Time">The time used.</param>
internal sealed record BundleAppraisal(
    EvidenceBundle Bundle, TrustVerdict Verdict, Challenge? Challenge, EvidenceClaims? Claims, Ear? Ear, VerificationTime Time)
{
    /// <summary>Judges a bundle.</summary>
    /// <param name="bundle">Well-formed; otherwise untrusted.</param>
    /// <param name="hub">The hub's anchors.</param>
    /// <param name="time">When.</param>
    /// <param name="nonce">The nonce that it must answer; null for any that the hub signed.</param>
    public static BundleAppraisal Judge(EvidenceBundle bundle, RolePolicy hub, VerificationTime time, ReadOnlyMemory<byte>? nonce = null)
    {
        List<Check> checks = [];
        DeviceCertificateAppraisal certificate = DeviceCertificateVerifier.Verify(
            bundle.Certificates[0], bundle.Certificates.Skip(1).Select(der => (ReadOnlyMemory<byte>)der), hub, time);
        checks.AddRange(certificate.Verdict.Checks);
        using DeviceIdentity? device = certificate.Device;
        checks.Add(
            device is null ? Check.Skip(BundleChecks.Ueid, "bundle", PackageReasons.NotReached)
            : device.Ueid.Hex == bundle.Ueid ? Check.Pass(BundleChecks.Ueid, "bundle", bundle.Ueid)
            : Check.Fail(BundleChecks.Ueid, "bundle", EvidenceReasons.UeidMismatch, device.Ueid.Hex, bundle.Ueid));

        // The hub's statements are judged for the device that the bundle names, also when its certificate was refused: a report names everything.
        Ueid named = Ueid.TryParse(bundle.Ueid, out Ueid? ueid) ? ueid : throw new ArgumentException("A bundle has a UEID.", nameof(bundle));
        HubStatement<Challenge> challenge = HubStatements.VerifyChallenge(bundle.Challenge, named, hub, time);
        checks.AddRange(Of("challenge", challenge.Verdict));
        if (nonce is { } asked)
        {
            checks.Add(
                challenge.Value is not { } stated ? Check.Skip(BundleChecks.Challenge, "challenge", PackageReasons.NotReached)
                : stated.Nonce.Span.SequenceEqual(asked.Span) ? Check.Pass(BundleChecks.Challenge, "challenge")
                : Check.Fail(BundleChecks.Challenge, "challenge", EvidenceReasons.NonceMismatch, Convert.ToHexStringLower(asked.Span), Convert.ToHexStringLower(stated.Nonce.Span)));
        }

        HubStatement<Ear> appraisal = HubStatements.VerifyAppraisal(bundle.Appraisal, named, hub, time);
        TpmBinding? tpm = BundleTpm.Read(bundle.Tpm, appraisal.Value, checks, out TpmPolicy quotes);
        EvidenceClaims? claims = null;
        if (device is not null && challenge.Value is { } answered)
        {
            EvidenceVerification evidence = EvidenceVerifier.Verify(bundle.Evidence, device, new EvidenceChallenge(answered.Nonce, null), time, tpm, quotes);
            checks.AddRange(evidence.Verdict.Checks);
            claims = evidence.Claims;
        }
        else
        {
            checks.Add(Check.Skip(EvidenceChecks.Claims, "evidence", PackageReasons.NotReached));
        }

        checks.AddRange(Of("appraisal", appraisal.Verdict));
        checks.Add(AppraisalMatch.CheckNonce(appraisal.Value, challenge.Value));
        checks.Add(AppraisalMatch.CheckEvidence(appraisal.Value, bundle.Evidence));
        TrustVerdict verdict = TrustVerdict.From(checks, PackageReasons.NotReached);
        if (appraisal.Value is { } ear)
        {
            // What the appraisal says counts only when all before it holds; it is listed in any case.
            TrustVerdict said = AppraisalVerdict.Of(ear);
            checks.AddRange(said.Checks);
            verdict = verdict is TrustVerdict.Trusted ? said : verdict;
        }

        return new BundleAppraisal(
            bundle,
            verdict.Match<TrustVerdict>(
                _ => new TrustVerdict.Trusted(checks),
                rejected => new TrustVerdict.Rejected(rejected.Reason, checks),
                open => new TrustVerdict.Inconclusive(open.Reason, checks)),
            challenge.Value,
            claims,
            appraisal.Value,
            time);
    }

    private static IEnumerable<Check> Of(string subject, TrustVerdict statement) => statement.Checks.Select(check => check with { Subject = subject });
}
