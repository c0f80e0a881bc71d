namespace MLSecOps.Contracts.Commands;

/// <summary>Schemas <c>mlsec.trust-bulletin/1</c>, <c>mlsec.trust-update/1</c>, <c>mlsec.trust-membership/1</c> and <c>mlsec.trust-sign/1</c>.</summary>
public sealed record SignedDocumentDocument : CommandDocument
{
    /// <summary>The document that was written or signed.</summary>
    public SignedDocumentEntry? Document { get; init; }

    /// <summary>Path of the signature beside it.</summary>
    public string? Signature { get; init; }

    /// <summary>Who signed now.</summary>
    public SignerEntry? Signer { get; init; }
}
