namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>Sizes that a TPM's commands and answers may have. Bytes unless the name says otherwise; the structures inside have <see cref="TpmLimits"/>.</summary>
public static class TpmCommandLimits
{
    /// <summary>A whole command or answer: the buffer of the kernel's driver and of the simulators.</summary>
    public const int MessageBytes = 4096;

    /// <summary>What one hash command takes (MAX_DIGEST_BUFFER); every TPM takes as much.</summary>
    public const int HashBytes = 1024;

    /// <summary>What one read of NV memory asks for; every TPM gives as much (PC Client Profile, TPM_PT_NV_BUFFER_MAX).</summary>
    public const int NvBytes = 512;

    /// <summary>A whole NV index, such as an endorsement key's certificate.</summary>
    public const int NvIndexBytes = 4096;

    /// <summary>PCR values that one read gives at most (TPML_DIGEST), a count.</summary>
    public const int PcrsAtOnce = 8;

    /// <summary>Values of one capability, a count.</summary>
    public const int Capabilities = 256;
}
