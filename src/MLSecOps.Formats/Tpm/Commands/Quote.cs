namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>TPM2_Quote, Part 3, 18.4: the TPM signs what its PCRs hold.</summary>
public static class Quote
{
    /// <summary>The command.</summary>
    /// <param name="key">A loaded restricted signing key.</param>
    /// <param name="extraData">What the quote is bound to; at most 64 bytes.</param>
    /// <param name="pcrs">Numbers from 0 to 23.</param>
    public static TpmCommand<SignedQuote> Command(uint key, ReadOnlySpan<byte> extraData, IReadOnlyList<int> pcrs) => new(
        TpmCommandCode.Quote,
        [key],
        [TpmHandles.Password],
        new CommandBytes().Sized(extraData).Short(TpmAlgorithms.Null).Raw(PcrSelectionBytes.Of(pcrs).Written),
        (_, cursor) => new SignedQuote(cursor.Sized(TpmCommandLimits.PublicBytes, "an attestation structure"), cursor.Rest()));
}
