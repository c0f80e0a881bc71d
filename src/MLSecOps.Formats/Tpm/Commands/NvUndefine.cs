namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_NV_UndefineSpace, Part 3, 31.4.</summary>
public static class NvUndefine
{
    /// <summary>The command. The owner's authorisation must be empty.</summary>
    public static TpmCommand<TpmDone> Command(uint index) => new(
        TpmCommandCode.NvUndefineSpace, [TpmHandles.Owner, index], [TpmHandles.Password], new TpmWriter(), TpmDone.Read);
}
