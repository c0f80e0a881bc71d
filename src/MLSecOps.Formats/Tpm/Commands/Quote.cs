namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_Quote, Part 3, 18.4: the TPM signs what its PCRs hold.</summary>
public static class Quote
{
    /// <summary>The command.</summary>
    /// <param name="key">A loaded restricted signing key.</param>
    /// <param name="extraData">What the quote is bound to; at most 64 bytes.</param>
    /// <param name="pcrs">Of the SHA-256 bank.</param>
    public static TpmCommand<SignedQuote> Command(uint key, ReadOnlySpan<byte> extraData, PcrSelection pcrs)
    {
        TpmWriter parameters = new TpmWriter().Sized(extraData).UInt16(TpmAlgorithms.Null);
        PcrSelection.WriteList(parameters, pcrs);
        return new TpmCommand<SignedQuote>(
            TpmCommandCode.Quote, [key], [TpmHandles.Password], parameters, (_, cursor) => new SignedQuote(cursor.Sized(TpmLimits.Attest, "an attestation structure"), TpmSignature.Read(cursor)));
    }
}
