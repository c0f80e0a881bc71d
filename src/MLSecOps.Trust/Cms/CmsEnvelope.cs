namespace MLSecOps.Trust.Cms;

/// <summary>A detached SignedData whose form has been checked.</summary>
/// <param name="Certificates">DER of the certificates, in envelope order; unchecked.</param>
/// <param name="Signers">At least one.</param>
internal sealed record CmsEnvelope(IReadOnlyList<ReadOnlyMemory<byte>> Certificates, IReadOnlyList<SignerRecord> Signers);
