namespace MLSecOps.Contracts.Commands;

/// <summary>One signer in JSON.</summary>
/// <param name="Subject">The certificate's subject; text from outside.</param>
/// <param name="KeyDigest"><c>sha256:</c> of the SubjectPublicKeyInfo: the signer's identity.</param>
/// <param name="NotAfter">End of the certificate's validity, RFC 3339 UTC; null when not known.</param>
public sealed record SignerEntry(string Subject, string KeyDigest, string? NotAfter)
{
    /// <summary>When a time-stamp authority saw the signature, RFC 3339 UTC; null without a token that counts.</summary>
    public string? SignedBefore { get; init; }
}
