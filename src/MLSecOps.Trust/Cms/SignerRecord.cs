using System.Security.Cryptography;

namespace MLSecOps.Trust.Cms;

/// <summary>One SignerInfo (RFC 5652, 5.3) whose form has been checked; nothing in it is believed yet.</summary>
/// <param name="Issuer">DER of the issuer's name, when the signer is named so.</param>
/// <param name="Serial">Two's-complement bytes of the serial number, when the signer is named so.</param>
/// <param name="KeyIdentifier">Subject key identifier, when the signer is named so.</param>
/// <param name="Digest">Digest of content and attributes.</param>
/// <param name="Scheme">How the signature was made.</param>
/// <param name="MessageDigest">The one value of the message-digest attribute.</param>
/// <param name="SignedAttributes">The attributes encoded as SET OF: the bytes that were signed (5.4).</param>
/// <param name="Signature">The signature value.</param>
internal sealed record SignerRecord(
    ReadOnlyMemory<byte>? Issuer,
    ReadOnlyMemory<byte>? Serial,
    ReadOnlyMemory<byte>? KeyIdentifier,
    HashAlgorithmName Digest,
    SignatureScheme Scheme,
    ReadOnlyMemory<byte> MessageDigest,
    ReadOnlyMemory<byte> SignedAttributes,
    ReadOnlyMemory<byte> Signature)
{
    /// <summary>Values of the signed attributes that bind the signer's certificate (RFC 5035), by type; unchecked.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Bindings { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <summary>DER of the time-stamp tokens among the unsigned attributes (RFC 3161, appendix A), unchecked.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Timestamps { get; init; } = [];
}
