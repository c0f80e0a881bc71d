namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_NV_Increment, Part 3, 31.8.</summary>
public static class NvIncrement
{
    /// <summary>The command, authorised by the index itself with an empty password.</summary>
    public static TpmCommand<TpmDone> Command(uint index) => new(TpmCommandCode.NvIncrement, [index, index], [TpmHandles.Password], new TpmWriter(), TpmDone.Read);
}
