namespace MLSecOps.Trust.Tpm;

/// <summary>How much of a device's evidence rests on hardware; never shown higher than it is.</summary>
public enum EvidenceTier
{
    /// <summary>A key in a file.</summary>
    None = 0,

    /// <summary>A key in a TPM, and a quote of what the agent measured.</summary>
    Tpm = 1,

    /// <summary>The same, and the quote covers the boot, in a state that the hub knows.</summary>
    TpmMeasuredBoot = 2,
}
