namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_StartAuthSession, Part 3, 11.1: a policy session, neither bound nor salted, without encryption.</summary>
public static class StartPolicySession
{
    /// <summary>Size of the nonce in bytes.</summary>
    public const int NonceBytes = 16;

    private const byte Policy = 1;

    /// <summary>The command.</summary>
    /// <param name="nonce">16 bytes; it protects nothing here, since the session has no HMAC.</param>
    /// <returns>The session's handle, to be flushed.</returns>
    public static TpmCommand<uint> Command(ReadOnlySpan<byte> nonce) => new(
        TpmCommandCode.StartAuthSession,
        [TpmHandles.Null, TpmHandles.Null],
        [],
        new TpmWriter().Sized(nonce).UInt16(0).UInt8(Policy).UInt16(TpmAlgorithms.Null).UInt16(TpmAlgorithms.Sha256),
        (handle, cursor) =>
        {
            cursor.Sized(TpmLimits.Digest, "a nonce");
            return handle;
        },
        givesHandle: true);
}
