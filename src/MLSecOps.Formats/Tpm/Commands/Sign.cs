namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_Sign, Part 3, 20.2, by a restricted key: only digests with a ticket.</summary>
public static class Sign
{
    /// <summary>The command.</summary>
    /// <param name="key">A loaded signing key; its own scheme is used.</param>
    /// <param name="hashed">What the TPM hashed.</param>
    /// <returns>The signature.</returns>
    public static TpmCommand<TpmSignature> Command(uint key, HashedByTpm hashed)
    {
        ArgumentNullException.ThrowIfNull(hashed);
        return new TpmCommand<TpmSignature>(
            TpmCommandCode.Sign,
            [key],
            [TpmHandles.Password],
            new TpmWriter().Sized(hashed.Digest.Span).UInt16(TpmAlgorithms.Null).Bytes(hashed.Ticket.Span),
            (_, cursor) => TpmSignature.Read(cursor));
    }
}
