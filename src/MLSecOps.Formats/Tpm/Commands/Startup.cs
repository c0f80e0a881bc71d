namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_Startup(CLEAR), Part 3, 9.3: for a simulator without firmware before it. One that runs already says TPM_RC_INITIALIZE.</summary>
public static class Startup
{
    /// <summary>The command.</summary>
    public static TpmCommand<TpmDone> Command() => new(TpmCommandCode.Startup, [], [], new TpmWriter().UInt16(0), TpmDone.Read);
}
