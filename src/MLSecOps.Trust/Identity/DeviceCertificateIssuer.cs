using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Identity;

/// <summary>Issues the certificates of devices: of a request it takes the key and nothing else.</summary>
public static class DeviceCertificateIssuer
{
    /// <summary>Most bytes of a request.</summary>
    public const int RequestBytes = 8 << 10;

    /// <summary>Judges a request.</summary>
    /// <param name="pkcs10">PKCS#10 in DER (RFC 2986); untrusted.</param>
    /// <param name="ueid">The device that the token is for; a name in the request must be it.</param>
    /// <returns>DER of the SubjectPublicKeyInfo, whose owner signed the request, or what is wrong: <see cref="EnrolmentReasons.TokenOtherDevice"/> when it names another device.</returns>
    public static Parsed<ReadOnlyMemory<byte>> ReadRequest(ReadOnlyMemory<byte> pkcs10, Ueid ueid)
    {
        if (pkcs10.Length > RequestBytes)
        {
            return Refuse($"at most {RequestBytes} bytes", $"{pkcs10.Length} bytes");
        }

        if (DerForm.Check(pkcs10.Span, EnrolmentReasons.RequestRefused, EnrolmentReasons.RequestRefused) is { } fault)
        {
            return fault;
        }

        try
        {
            ReadOnlyMemory<byte> key = ReadKey(pkcs10.Span);
            if (SignerKey.Read(key, out _, out string kind) is not { Name: "P-256" })
            {
                return Refuse("a P-256 key", kind);
            }

            // Loading verifies the signature: proof of possession. Requested extensions are not read.
            CertificateRequest request = CertificateRequest.LoadSigningRequest(pkcs10.Span, HashAlgorithmName.SHA256, out _);
            string name = request.SubjectName.Name;
            return name.Length == 0 || name == $"CN={ueid}" ? key
                : name.StartsWith("CN=", StringComparison.Ordinal) && Ueid.TryParse(name[3..], out Ueid? other) ? new FormatFault(EnrolmentReasons.TokenOtherDevice, 0, ueid.Hex, other.Hex)
                : Refuse($"no name, or CN={ueid}", "another name");
        }
        catch (DerFaultException bad)
        {
            return bad.Fault;
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or NotSupportedException or ArgumentException)
        {
            return Refuse("PKCS#10 signed by its own key", "something else");
        }
    }

    /// <summary>Issues the certificate: common name UEID, extended key usage clientAuth, digital signatures only.</summary>
    /// <param name="publicKey">DER of the SubjectPublicKeyInfo from <see cref="ReadRequest"/>.</param>
    /// <param name="ueid">The device.</param>
    /// <param name="authority">The device CA's certificate with its private key, P-256.</param>
    /// <param name="start">First instant of validity.</param>
    /// <param name="end">Last instant; cut to the authority's own.</param>
    /// <param name="serial">16 bytes from a cryptographic source.</param>
    /// <returns>DER.</returns>
    public static byte[] Issue(
        ReadOnlySpan<byte> publicKey, Ueid ueid, X509Certificate2 authority, DateTimeOffset start, DateTimeOffset end, ReadOnlySpan<byte> serial)
    {
        PublicKey key = PublicKey.CreateFromSubjectPublicKeyInfo(publicKey, out _);
        CertificateRequest request = new(new X500DistinguishedName($"CN={ueid}"), key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(Oids.ClientAuthentication)], critical: false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(key, critical: false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, includeKeyIdentifier: true, includeIssuerAndSerial: false));
        using ECDsa signer = authority.GetECDsaPrivateKey() ?? throw new ArgumentException("The device CA has no P-256 private key.", nameof(authority));
        DateTimeOffset last = new(authority.NotAfter.ToUniversalTime());
        using X509Certificate2 issued = request.Create(
            authority.SubjectName, X509SignatureGenerator.CreateForECDsa(signer), start, end < last ? end : last, CertificateSerial.Of(serial));
        return issued.RawData;
    }

    // Key and signature algorithm are looked at before the platform, which takes explicit curves and SHA-1, sees the request.
    private static ReadOnlyMemory<byte> ReadKey(ReadOnlySpan<byte> pkcs10)
    {
        DerReader whole = new(pkcs10, 0, EnrolmentReasons.RequestRefused);
        DerReader request = whole.Sequence("CertificationRequest");
        DerReader info = request.Sequence("certificationRequestInfo");
        DerReader algorithm = request.Sequence("signatureAlgorithm");
        int at = algorithm.Offset;
        if (algorithm.Oid("signatureAlgorithm") != Oids.EcdsaSha256)
        {
            throw algorithm.Fault(at, "a signature by ECDSA with SHA-256");
        }

        info.SmallInteger("version");
        info.Encoded("subject");
        return info.Encoded("subjectPublicKeyInfo").ToArray();
    }

    private static FormatFault Refuse(string expected, string found) => new(EnrolmentReasons.RequestRefused, 0, expected, found);
}
