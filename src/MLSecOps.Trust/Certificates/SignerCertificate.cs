using MLSecOps.Core.Digests;
using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Certificates;

/// <summary>What the verify loop needs of an X.509 certificate, from one strict parse; nothing in it is believed before the chain is.</summary>
/// <param name="Der">The whole certificate.</param>
/// <param name="Issuer">DER of the issuer's name.</param>
/// <param name="Subject">DER of the subject's name.</param>
/// <param name="Serial">Two's-complement bytes of the serial number.</param>
/// <param name="NotBefore">UTC.</param>
/// <param name="NotAfter">UTC.</param>
/// <param name="PublicKey">DER of the SubjectPublicKeyInfo.</param>
/// <param name="Scheme">How it is signed; null when that is below the floor or unknown.</param>
/// <param name="KeyIdentifier">Subject key identifier, if stated.</param>
/// <param name="IsAuthority">Basic constraints say CA.</param>
/// <param name="DigitalSignature">Key usage has digitalSignature; null without the extension.</param>
/// <param name="CrlSign">Key usage has cRLSign; null without the extension.</param>
/// <param name="Usages">Extended key usages; null without the extension.</param>
internal sealed record SignerCertificate(
    ReadOnlyMemory<byte> Der,
    ReadOnlyMemory<byte> Issuer,
    ReadOnlyMemory<byte> Subject,
    ReadOnlyMemory<byte> Serial,
    DateTimeOffset NotBefore,
    DateTimeOffset NotAfter,
    ReadOnlyMemory<byte> PublicKey,
    SignatureScheme? Scheme,
    ReadOnlyMemory<byte>? KeyIdentifier,
    bool IsAuthority,
    bool? DigitalSignature,
    bool? CrlSign,
    IReadOnlyList<string>? Usages)
{
    /// <summary>The extension with the extended key usages is critical, as those of time-stamp authorities must be (RFC 3161, 2.3).</summary>
    public bool UsagesAreCritical { get; init; }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo: the identity that counts towards a threshold.</summary>
    public Sha256Digest KeyHash => Sha256Digest.Of(PublicKey.Span);

    /// <summary>True when a SignerInfo names this certificate.</summary>
    public bool IsNamedBy(SignerRecord signer) => signer.KeyIdentifier is { } identifier
        ? KeyIdentifier is { } own && own.Span.SequenceEqual(identifier.Span)
        : signer.Issuer!.Value.Span.SequenceEqual(Issuer.Span) && signer.Serial!.Value.Span.SequenceEqual(Serial.Span);
}
