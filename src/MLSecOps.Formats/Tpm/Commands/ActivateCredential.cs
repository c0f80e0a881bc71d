namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_ActivateCredential, Part 3, 12.5: opens what was made for exactly these two keys in one TPM, and so proves that they are.</summary>
public static class ActivateCredential
{
    /// <summary>The command.</summary>
    /// <param name="attestation">The loaded attestation key, whose name is in the credential.</param>
    /// <param name="endorsement">The loaded endorsement key.</param>
    /// <param name="session">A policy session that satisfies the endorsement key's policy; used up by this.</param>
    /// <param name="credential">TPMS_ID_OBJECT, without a length before it; untrusted.</param>
    /// <param name="secret">The encrypted seed, without a length before it; untrusted.</param>
    /// <returns>The secret, at most 64 bytes.</returns>
    public static TpmCommand<ReadOnlyMemory<byte>> Command(uint attestation, uint endorsement, uint session, ReadOnlySpan<byte> credential, ReadOnlySpan<byte> secret) => new(
        TpmCommandCode.ActivateCredential,
        [attestation, endorsement],
        [TpmHandles.Password, session],
        new TpmWriter().Sized(credential).Sized(secret),
        (_, cursor) => cursor.Sized(TpmLimits.Digest, "a secret"));
}
