namespace MLSecOps.Cli.Attestation;

/// <summary>The stable names of the checks that hold the parts of a bundle together.</summary>
internal static class BundleChecks
{
    /// <summary>The bundle names the device of the certificate.</summary>
    public const string Ueid = "bundle.ueid";

    /// <summary>The challenge is the one that was sent just now.</summary>
    public const string Challenge = "bundle.challenge";

    /// <summary>The appraisal is of the evidence with this nonce.</summary>
    public const string AppraisalNonce = "appraisal.nonce";

    /// <summary>The appraisal is of exactly this evidence.</summary>
    public const string AppraisalEvidence = "appraisal.evidence";

    /// <summary>The TPM key of the bundle is the one that the hub vouches for in its appraisal.</summary>
    public const string Tpm = "bundle.tpm";
}
