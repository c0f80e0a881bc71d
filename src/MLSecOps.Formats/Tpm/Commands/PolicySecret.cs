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
        new TpmWriter().UInt16(0).UInt16(0).UInt16(0).UInt32(0),
        (_, cursor) =>
        {
            cursor.Sized(TpmLimits.Digest, "a timeout");
            cursor.Take(6, "a ticket");
            cursor.Sized(TpmLimits.Digest, "a ticket's digest");
            return default;
        });
}
