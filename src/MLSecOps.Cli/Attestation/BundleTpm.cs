using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tpm;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Cli.Attestation;

/// <summary>The TPM by which evidence of a bundle is judged: the key is in the bundle, and counts only as the hub's signed appraisal names it.</summary>
internal static class BundleTpm
{
    /// <summary>Reads it and records the check; silent where neither bundle nor appraisal speaks of a TPM.</summary>
    /// <param name="tpm">Of the bundle; untrusted.</param>
    /// <param name="ear">The appraisal; null when its signature or form was refused.</param>
    /// <param name="checks">Receives the check.</param>
    /// <param name="quotes">What is expected of quotes.</param>
    /// <returns>Null when no TPM is known.</returns>
    public static TpmBinding? Read(EvidenceTpm? tpm, Ear? ear, List<Check> checks, out TpmPolicy quotes)
    {
        TpmStanding? standing = ear is null ? null : TpmStanding.Find(ear);
        quotes = new TpmPolicy();
        if (tpm is null && standing is null)
        {
            return null;
        }

        TpmPublic? key = null;
        FormatFault? fault = null;
        bool read = tpm is not null && TpmPublic.Parse(tpm.AttestationKey).TryGet(out key, out fault);
        if (!read || key!.NameDigest != standing?.Key)
        {
            checks.Add(fault is not null
                ? Check.Fail(BundleChecks.Tpm, "tpm", fault.Reason, fault.Expected, $"at byte {fault.Offset} of the key")
                : Check.Fail(BundleChecks.Tpm, "tpm", EvidenceReasons.AppraisalOther, standing is null ? "no TPM, as in the appraisal" : $"{standing.Key}", key is null ? "no TPM" : $"{key.NameDigest}"));
            return key is null ? null : new TpmBinding(key, EvidenceTier.None, MakerProven: false);
        }

        checks.Add(Check.Pass(BundleChecks.Tpm, "tpm", $"{standing}"));
        quotes = new TpmPolicy(tpm!.AgentPcr)
        {
            BootStates = [.. tpm.BootStates.Select(text => Sha256Digest.TryParse(text, out Sha256Digest state) ? state : default).Where(state => !state.IsDefault)],
        };
        return new TpmBinding(key, standing.Tier, standing.MakerProven);
    }
}
