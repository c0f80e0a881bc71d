using MLSecOps.Core.Digests;

namespace MLSecOps.Trust.Documents;

/// <summary>A key that signed a document and counts under the policy.</summary>
/// <param name="Key">SHA-256 of its SubjectPublicKeyInfo: the identity.</param>
/// <param name="Subject">Subject name of its certificate, RFC 4514 style; text from a trusted issuer, still to be escaped before printing.</param>
/// <param name="KeyName">Kind and size of the key, such as <c>P-256</c>.</param>
/// <param name="NotAfter">When its certificate ends: no time that it vouches for may be later.</param>
public sealed record SignerIdentity(Sha256Digest Key, string Subject, string KeyName, DateTimeOffset NotAfter)
{
    /// <summary>A time that a time-stamp authority proved: the signature existed before it. Null without one.</summary>
    public DateTimeOffset? SignedBefore { get; init; }
}
