using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Trust.Appraisal;

/// <summary>What a device's TPM amounts to, and the rows by which an appraisal says which key it rests on.</summary>
internal static class TpmRows
{
    /// <summary>The row with the tier.</summary>
    public const string Tier = "tier";

    private const string BootState = "boot_state";
    private const sbyte SoftwareKeys = 32;
    private const sbyte Contraindicated = 96;

    /// <summary>Judges hardware and storage.</summary>
    /// <param name="vector">Receives the rows.</param>
    /// <param name="tpm">What the quote proves; null when no TPM is known.</param>
    public static void Judge(VectorBuilder vector, TpmAppraisal? tpm)
    {
        if (tpm is null)
        {
            // Nothing else in this profile can prove hardware; a device without such proof is never shown as backed by it.
            vector.Judge(TrustAspect.Hardware, 0, "tpm", EvidenceReasons.NoEvidence, "a quote by a TPM");
            vector.Judge(TrustAspect.StorageOpaque, SoftwareKeys, "tpm", EvidenceReasons.SoftwareKeys, "a key in a TPM");
            return;
        }

        Name(vector, tpm);
        if (tpm.Tier < tpm.Binding.Tier)
        {
            vector.Judge(TrustAspect.Hardware, Contraindicated, Tier, TpmReasons.TierFell, EvidenceTiers.Word(tpm.Binding.Tier), EvidenceTiers.Word(tpm.Tier));
        }

        if (tpm.Binding.MakerProven)
        {
            vector.Affirm(TrustAspect.Hardware, Tier, EvidenceTiers.Word(tpm.Tier));
            vector.Affirm(TrustAspect.StorageOpaque, "tpm", "a key in a TPM of a known maker");
        }
        else
        {
            vector.Judge(TrustAspect.Hardware, 0, Tier, TpmReasons.EndorsementUnproven, "a TPM of a known maker", EvidenceTiers.Word(tpm.Tier));
            vector.Judge(TrustAspect.StorageOpaque, SoftwareKeys, "tpm", TpmReasons.EndorsementUnproven, "a key in a TPM of a known maker", "a key in something that behaves as a TPM");
        }

        if (tpm.Tier == EvidenceTier.TpmMeasuredBoot)
        {
            vector.Note(TrustAspect.Hardware, 0, BootState, TpmReasons.BootStateKnown, null, $"{tpm.BootState}");
        }
        else
        {
            vector.Note(TrustAspect.Hardware, 0, BootState, TpmReasons.BootStateUnknown, "a known boot", tpm.BootState is { } state ? $"{state}" : "PCR 0 to 7 not quoted");
        }
    }

    /// <summary>Lists the key that is known for the device.</summary>
    public static void Name(VectorBuilder vector, TpmAppraisal tpm) =>
        vector.List(TrustAspect.InstanceIdentity, TpmStanding.Claim, $"{TpmStanding.Of(tpm.Binding)}");
}
