namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>A quote as the TPM gave it.</summary>
/// <param name="Attest">TPMS_ATTEST: what is signed.</param>
/// <param name="Signature">Its signature.</param>
public sealed record SignedQuote(ReadOnlyMemory<byte> Attest, TpmSignature Signature);
