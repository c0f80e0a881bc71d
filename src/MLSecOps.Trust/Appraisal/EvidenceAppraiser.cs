using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Trust.Appraisal;

/// <summary>Makes an attestation result of verified evidence: an EAR with an AR4SI vector for the device and for each model, and the claims on which each status rests.</summary>
/// <remarks>
/// The values, by aspect (draft-ietf-rats-ar4si, 2.3.4; negative ones are ours):
/// <code>
/// all aspects         99 evidence rejected (signature, nonce, UEID, form)   0 evidence inconclusive
/// executables         2 known release   33 unknown release   96 recalled, or refused by inspection   -97 the signed model answers wrongly   -33 another check failed
/// file system         2 disk as signed  96 disk differs, or scrub failed   0 not measured, too long ago, or nothing to compare with
/// configuration       2 required checks passed, enforcing   36 a required check did not run, a challenge is open, coverage incomplete   -33 observes only, or floor lowered   32 insecure option
/// instance identity   2 certificate, UEID and nonce hold
/// hardware            2 TPM of a configured maker   0 without a TPM, or of no known maker   96 proves less than it did before
/// storage opaque      2 key in such a TPM   32 key in software, or in something that behaves as a TPM
/// </code>
/// A model is affirming only when identity, configuration, executables and file system all are. What stays unsaid is none, and none is
/// never affirming.
/// </remarks>
public static class EvidenceAppraiser
{
    /// <summary>Appraises evidence.</summary>
    /// <param name="verification">What the verifier found; its claims count only under a trusted verdict.</param>
    /// <param name="references">What should run.</param>
    /// <param name="policy">The rules.</param>
    /// <param name="now">The verifier's clock.</param>
    public static Ear Appraise(EvidenceVerification verification, ReferenceValues references, AppraisalPolicy policy, DateTimeOffset now)
    {
        IReadOnlyList<EarSubmodule> parts = verification.Verdict.Match(
            _ => AppraiseClaims(verification, references, policy),
            rejected => Uniform(rejected.Reason, rejected.Checks, TrustVector.Uniform(TrustVector.CryptographicFailure), TrustTier.Contraindicated, references, policy, verification.Tpm),
            open => Uniform(open.Reason, open.Checks, TrustVector.Uniform(0), TrustTier.None, references, policy, verification.Tpm));
        return new Ear(now, now + policy.Lifetime, policy.Verifier, verification.Nonce, verification.Ueid, parts) { Evidence = verification.Message };
    }

    private static List<EarSubmodule> AppraiseClaims(EvidenceVerification verification, ReferenceValues references, AppraisalPolicy policy)
    {
        EvidenceClaims claims = verification.Claims!;
        List<EarSubmodule> parts = [new DeviceAppraiser(policy).Appraise(claims, references, verification.Tpm)];
        foreach (string model in Names(references).Union(claims.Models.Select(model => model.Model)))
        {
            parts.Add(new ModelAppraiser(policy).Appraise(
                model,
                claims.Models.FirstOrDefault(each => each.Model == model),
                references.Models.FirstOrDefault(each => each.Model == model),
                claims.IssuedAt));
        }

        return parts;
    }

    // Nothing that the message says counts, so all parts share what is wrong with the message.
    private static List<EarSubmodule> Uniform(
        Reason reason, IReadOnlyList<Check> checks, TrustVector vector, TrustTier status, ReferenceValues references, AppraisalPolicy policy, TpmAppraisal? tpm)
    {
        Check? failed = checks.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed && check.Reason == reason);
        VectorBuilder explanation = new();
        explanation.Note(
            TrustAspect.InstanceIdentity, vector[TrustAspect.InstanceIdentity] ?? 0, failed?.Id ?? "evidence", reason, Printable(failed?.Expected), Printable(failed?.Found));
        if (tpm is not null)
        {
            TpmRows.Name(explanation, tpm);
        }

        IReadOnlyList<EarExplanation> rows = explanation.Build(EvidenceProfile.DeviceLabel, policy.Id, []).Explanation;
        return
        [
            .. new[] { EvidenceProfile.DeviceLabel }.Concat(Names(references).Select(name => EvidenceProfile.ModelPrefix + name))
                .Select(label => new EarSubmodule(label, status, vector, [policy.Id], rows)),
        ];
    }

    private static IEnumerable<string> Names(ReferenceValues references) => references.Models.Select(model => model.Model);

    // Text from outside: whatever is not visible ASCII is shown as a question mark.
    private static string? Printable(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        return new string([.. text.Trim().Select(c => c is >= ' ' and < '\x7f' ? c : '?')]);
    }
}
