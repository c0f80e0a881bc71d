using MLSecOps.Core.Digests;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Trust.Tpm;

/// <summary>What a hub vouches for in a signed appraisal about a device's TPM, so that evidence can be judged without the hub.</summary>
/// <param name="Key">SHA-256 of the attestation key's public area.</param>
/// <param name="Tier">What was recorded of the device when the evidence came.</param>
/// <param name="MakerProven">A configured maker vouches for the TPM.</param>
public sealed record TpmStanding(Sha256Digest Key, EvidenceTier Tier, bool MakerProven)
{
    /// <summary>The claim under which it stands in the explanation of the device's part.</summary>
    public const string Claim = "attestation_key";

    private const string Proven = "maker-proven", Unproven = "maker-unproven";

    /// <summary>Of what is known of a device.</summary>
    public static TpmStanding Of(TpmBinding binding) => new(binding.AttestationKey.NameDigest, binding.Tier, binding.MakerProven);

    /// <summary>Finds it in an appraisal; null when that speaks of no TPM.</summary>
    /// <param name="ear">An appraisal whose signature was verified.</param>
    public static TpmStanding? Find(Ear ear) =>
        ear.Device?.Explanation.FirstOrDefault(row => row.Claim == Claim)?.Found?.Split(' ') is [var key, var tier, var maker]
        && Sha256Digest.TryParse(key, out Sha256Digest digest) && EvidenceTiers.TryParse(tier, out EvidenceTier known) && maker is Proven or Unproven
            ? new TpmStanding(digest, known, maker == Proven)
            : null;

    /// <summary>As it stands in the row: three words.</summary>
    public override string ToString() => $"{Key} {EvidenceTiers.Word(Tier)} {(MakerProven ? Proven : Unproven)}";
}
