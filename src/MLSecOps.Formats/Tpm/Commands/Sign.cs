namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_Sign, Part 3, 20.2, by a restricted key: only digests with a ticket.</summary>
public static class Sign
{
    /// <summary>The command.</summary>
    /// <param name="key">A loaded signing key; its own scheme is used.</param>
    /// <param name="hashed">What the TPM hashed.</param>
    /// <returns>TPMT_SIGNATURE.</returns>
    public static TpmCommand<ReadOnlyMemory<byte>> Command(uint key, HashedByTpm hashed)
    {
        ArgumentNullException.ThrowIfNull(hashed);
        return new TpmCommand<ReadOnlyMemory<byte>>(
            TpmCommandCode.Sign,
            [key],
            [TpmHandles.Password],
            new CommandBytes().Sized(hashed.Digest.Span).Short(TpmAlgorithms.Null).Raw(hashed.Ticket.Span),
            (_, cursor) => cursor.Rest());
    }
}
