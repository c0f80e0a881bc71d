using MLSecOps.Core.Digests;
using MLSecOps.Formats.Eat;

namespace MLSecOps.Trust.Evidence;

/// <summary>A device whose certificate was verified: made once for a certificate, used for all evidence that comes under it.</summary>
/// <remarks>Only <see cref="DeviceCertificateVerifier"/> makes one. Its dates are judged again with each evidence.</remarks>
public sealed class DeviceIdentity : IDisposable
{
    internal DeviceIdentity(Ueid ueid, EndEntity certificate)
    {
        Ueid = ueid;
        Certificate = certificate.Certificate.Der;
        Verifier = certificate.Key;
        NotBefore = certificate.Start;
        NotAfter = certificate.End;
    }

    /// <summary>The device, from the certificate's common name.</summary>
    public Ueid Ueid { get; }

    /// <summary>SHA-256 of its SubjectPublicKeyInfo: with this key it connects and signs.</summary>
    public Sha256Digest Key => Verifier.Hash;

    /// <summary>DER of the certificate.</summary>
    public ReadOnlyMemory<byte> Certificate { get; }

    /// <summary>From when the whole path is valid.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>Until when.</summary>
    public DateTimeOffset NotAfter { get; }

    internal VerificationKey Verifier { get; }

    /// <inheritdoc/>
    public void Dispose() => Verifier.Dispose();
}
