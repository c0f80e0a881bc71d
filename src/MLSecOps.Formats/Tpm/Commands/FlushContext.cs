namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_FlushContext, Part 3, 28.4: gives the place of a key or session back.</summary>
public static class FlushContext
{
    /// <summary>The command.</summary>
    public static TpmCommand<TpmDone> Command(uint handle) => new(TpmCommandCode.FlushContext, [], [], new TpmWriter().UInt32(handle), TpmDone.Read);
}
