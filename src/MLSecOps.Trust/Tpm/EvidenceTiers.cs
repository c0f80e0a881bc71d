namespace MLSecOps.Trust.Tpm;

/// <summary>The words for tiers, the same everywhere.</summary>
public static class EvidenceTiers
{
    /// <summary><c>none</c>, <c>tpm</c> or <c>tpm-measured-boot</c>.</summary>
    public static string Word(EvidenceTier tier) => tier switch
    {
        EvidenceTier.Tpm => "tpm",
        EvidenceTier.TpmMeasuredBoot => "tpm-measured-boot",
        _ => "none",
    };

    /// <summary>Reads a word; false for any other text, which is untrusted.</summary>
    public static bool TryParse(string? word, out EvidenceTier tier)
    {
        tier = word switch
        {
            "tpm" => EvidenceTier.Tpm,
            "tpm-measured-boot" => EvidenceTier.TpmMeasuredBoot,
            _ => EvidenceTier.None,
        };
        return word == Word(tier);
    }
}
