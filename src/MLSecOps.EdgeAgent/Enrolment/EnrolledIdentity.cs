using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Eat;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>Who this device is to the hub: its key, and the certificate that the hub issued for it. With both it connects; with the key it signs evidence.</summary>
internal sealed class EnrolledIdentity : IDisposable
{
    private readonly X509Certificate2 _certificate;

    /// <param name="ueid">The device.</param>
    /// <param name="key">P-256; owned from now on.</param>
    /// <param name="certificates">DER: the device's own, then those above it without the anchor.</param>
    /// <param name="notBefore">From when the path is valid.</param>
    /// <param name="notAfter">Until when the path is valid.</param>
    public EnrolledIdentity(Ueid ueid, ECDsa key, IReadOnlyList<ReadOnlyMemory<byte>> certificates, DateTimeOffset notBefore, DateTimeOffset notAfter)
    {
        NotBefore = notBefore;
        Ueid = ueid;
        Key = key;
        Certificates = certificates;
        TlsKey = Sha256Digest.Of(key.ExportSubjectPublicKeyInfo());
        NotAfter = notAfter;
        using X509Certificate2 bare = X509CertificateLoader.LoadCertificate(certificates[0].Span);
        _certificate = bare.CopyWithPrivateKey(key);
        X509Certificate2Collection above = [.. certificates.Skip(1).Select(der => X509CertificateLoader.LoadCertificate(der.Span))];
        Tls = SslStreamCertificateContext.Create(_certificate, above, offline: true);
    }

    /// <summary>The device; common name of the certificate and MQTT client identifier.</summary>
    public Ueid Ueid { get; }

    /// <summary>The device's private key.</summary>
    public ECDsa Key { get; }

    /// <summary>SHA-256 of the key's SubjectPublicKeyInfo.</summary>
    public Sha256Digest TlsKey { get; }

    /// <summary>DER: the device's own certificate, then those above it without the anchor.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; }

    /// <summary>From when the path is valid.</summary>
    public DateTimeOffset NotBefore { get; }

    /// <summary>Until when the path is valid.</summary>
    public DateTimeOffset NotAfter { get; }

    /// <summary>The certificate as TLS sends it.</summary>
    public SslStreamCertificateContext Tls { get; }

    public void Dispose()
    {
        _certificate.Dispose();
        Key.Dispose();
    }
}
