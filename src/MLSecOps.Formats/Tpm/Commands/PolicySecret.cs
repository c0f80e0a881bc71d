namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_PolicySecret, Part 3, 23.4: says in a policy session that one may use a hierarchy; what the endorsement key asks for.</summary>
public static class PolicySecret
{
    /// <summary>The command.</summary>
    /// <param name="hierarchy">Its authorisation must be empty.</param>
    /// <param name="session">The policy session.</param>
    public static TpmCommand<TpmDone> Command(uint hierarchy, uint session) => new(
        TpmCommandCode.PolicySecret,
        [hierarchy, session],
        [TpmHandles.Password],
        new CommandBytes().Short(0).Short(0).Short(0).Word(0),
        (_, cursor) =>
        {
            cursor.Sized(TpmCommandLimits.DigestBytes, "a timeout");
            cursor.Bytes(6, "a ticket");
            cursor.Sized(TpmCommandLimits.DigestBytes, "a ticket's digest");
            return default;
        });
}
