using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Trust.Appraisal;

/// <summary>Appraises the claims about the device itself.</summary>
/// <param name="policy">The rules.</param>
internal sealed class DeviceAppraiser(AppraisalPolicy policy)
{
    private const sbyte Vulnerable = 32;
    private const sbyte Unavailable = 36;
    private const sbyte UnrecognisedLoaded = 33;
    private const sbyte OwnWarning = -33;

    private readonly VectorBuilder _vector = new();

    /// <summary>Appraises the device.</summary>
    /// <param name="claims">What it claims.</param>
    /// <param name="references">What should run.</param>
    /// <param name="tpm">The TPM that is known for it; null when none is.</param>
    public EarSubmodule Appraise(EvidenceClaims claims, ReferenceValues references, TpmAppraisal? tpm)
    {
        _vector.Affirm(TrustAspect.InstanceIdentity, "ueid", claims.Ueid.Hex);
        JudgeDigest(TrustAspect.Executables, "agent_sha256", claims.Agent, references.Agents);
        JudgeDigest(TrustAspect.Configuration, "configuration_sha256", claims.Configuration, references.Configurations);
        JudgeMode(claims);
        TpmRows.Judge(_vector, tpm);
        return _vector.Build(EvidenceProfile.DeviceLabel, policy.Id, [TrustAspect.InstanceIdentity, TrustAspect.Configuration, TrustAspect.Executables]);
    }

    private void JudgeMode(EvidenceClaims claims)
    {
        if (claims.Mode == EvidenceMode.Enforce)
        {
            _vector.Affirm(TrustAspect.Configuration, "mode", "enforce");
        }
        else
        {
            _vector.Judge(TrustAspect.Configuration, OwnWarning, "mode", EvidenceReasons.NotEnforced, "enforce", "observe");
        }

        foreach (string option in claims.InsecureOptions)
        {
            _vector.Judge(TrustAspect.Configuration, Vulnerable, "insecure_options", EvidenceReasons.InsecureOption, null, option);
        }

        foreach (CoverageGap gap in claims.Coverage)
        {
            _vector.Judge(TrustAspect.Configuration, Unavailable, "coverage", EvidenceReasons.CoverageIncomplete, null, $"{gap.What} {gap.Reason}");
        }
    }

    private void JudgeDigest(TrustAspect aspect, string claim, Sha256Digest? found, IReadOnlyList<Sha256Digest>? approved)
    {
        if (found is not { } digest || approved is null)
        {
            _vector.Judge(aspect, 0, claim, EvidenceReasons.NoEvidence, approved is null ? "a reference to compare with" : "a digest", found?.ToString());
        }
        else if (approved.Contains(digest))
        {
            _vector.Affirm(aspect, claim, $"{digest}");
        }
        else
        {
            _vector.Judge(aspect, UnrecognisedLoaded, claim, EvidenceReasons.SoftwareUnknown, "an approved digest", $"{digest}");
        }
    }
}
