using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MLSecOps.TestKit;

/// <summary>A throw-away certification authority: a root, or an intermediate below one, that issues test signers.</summary>
public sealed class SigningAuthority
{
    private SigningAuthority(X509Certificate2 certificate, SigningAuthority? parent)
    {
        Certificate = certificate;
        Parent = parent;
    }

    /// <summary>The authority's certificate with its private key.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>The authority above; null for a root.</summary>
    public SigningAuthority? Parent { get; }

    /// <summary>The certificate in DER, as a trust policy lists anchors.</summary>
    public byte[] Anchor => Certificate.RawData;

    /// <summary>Certificates from this authority up to, without, the root: what a signer sends along.</summary>
    public IReadOnlyList<X509Certificate2> Intermediates => Parent is null ? [] : [Certificate, .. Parent.Intermediates];

    /// <summary>A self-signed root.</summary>
    public static SigningAuthority Create(string commonName = "Test Root", CertificateProfile? profile = null)
    {
        CertificateProfile wanted = (profile ?? new CertificateProfile { Usages = [] }) with { Authority = true };
        return new SigningAuthority(MakeSelfSigned(commonName, wanted), null);
    }

    /// <summary>A self-signed end entity.</summary>
    public static X509Certificate2 SelfSigned(string commonName, CertificateProfile? profile = null) =>
        MakeSelfSigned(commonName, profile ?? new CertificateProfile());

    /// <summary>An authority below this one.</summary>
    public SigningAuthority Intermediate(string commonName = "Test Intermediate", CertificateProfile? profile = null)
    {
        CertificateProfile wanted = (profile ?? new CertificateProfile { Usages = [] }) with { Authority = true };
        return new SigningAuthority(Issue(commonName, wanted), this);
    }

    /// <summary>Issues a certificate; the result holds its private key.</summary>
    public X509Certificate2 Issue(string commonName = "Test Publisher", CertificateProfile? profile = null)
    {
        CertificateProfile wanted = profile ?? new CertificateProfile();
        AsymmetricAlgorithm key = wanted.ExistingKey ?? MakeKey(wanted.Key);
        CertificateRequest request = MakeRequest(commonName, wanted, key);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        byte[] serial = wanted.Serial ?? [0x40, .. RandomNumberGenerator.GetBytes(15)];
        AsymmetricAlgorithm issuer = Certificate.GetECDsaPrivateKey() as AsymmetricAlgorithm ?? Certificate.GetRSAPrivateKey()!;
        X509Certificate2 bare = request.Create(Certificate.SubjectName, MakeGenerator(issuer, wanted.Digest), wanted.NotBefore, wanted.NotAfter, serial);
        return WithKey(bare, key);
    }

    /// <summary>PEM of the certificate alone.</summary>
    public static string CertificatePem(X509Certificate2 certificate) => certificate.ExportCertificatePem() + "\n";

    /// <summary>PEM (PKCS#8, not encrypted) of the private key.</summary>
    public static string KeyPem(X509Certificate2 certificate) =>
        (certificate.GetECDsaPrivateKey() as AsymmetricAlgorithm ?? certificate.GetRSAPrivateKey()!).ExportPkcs8PrivateKeyPem() + "\n";

    private static X509Certificate2 MakeSelfSigned(string commonName, CertificateProfile profile)
    {
        AsymmetricAlgorithm key = profile.ExistingKey ?? MakeKey(profile.Key);
        CertificateRequest request = MakeRequest(commonName, profile, key);
        byte[] serial = [0x40, .. RandomNumberGenerator.GetBytes(15)];
        return WithKey(request.Create(request.SubjectName, MakeGenerator(key, profile.Digest), profile.NotBefore, profile.NotAfter, serial), key);
    }

    private static X509SignatureGenerator MakeGenerator(AsymmetricAlgorithm key, HashAlgorithmName digest) => key switch
    {
        ECDsa ec when digest == HashAlgorithmName.SHA1 => new Sha1Generator(ec),
        ECDsa ec => X509SignatureGenerator.CreateForECDsa(ec),
        _ => X509SignatureGenerator.CreateForRSA((RSA)key, RSASignaturePadding.Pkcs1),
    };

    private static CertificateRequest MakeRequest(string commonName, CertificateProfile profile, AsymmetricAlgorithm key)
    {
        X500DistinguishedNameBuilder name = new();
        name.AddCommonName(commonName);
        X500DistinguishedName subject = name.Build();
        CertificateRequest request = key is ECDsa ec
            ? new CertificateRequest(subject, ec, profile.Digest)
            : new CertificateRequest(subject, (RSA)key, profile.Digest, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(profile.Authority, profile.PathLength is not null, profile.PathLength ?? 0, true));
        X509KeyUsageFlags usage = profile.Authority ? X509KeyUsageFlags.KeyCertSign | (profile.CrlSign ? X509KeyUsageFlags.CrlSign : X509KeyUsageFlags.None)
            : profile.DigitalSignature ? X509KeyUsageFlags.DigitalSignature
            : X509KeyUsageFlags.KeyEncipherment;
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        if (profile.Usages.Count > 0)
        {
            OidCollection oids = [];
            foreach (string oid in profile.Usages)
            {
                oids.Add(new Oid(oid));
            }

            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(oids, profile.CriticalUsages));
        }

        if (profile.HostNames.Count + profile.Addresses.Count > 0)
        {
            SubjectAlternativeNameBuilder names = new();
            profile.HostNames.ToList().ForEach(names.AddDnsName);
            profile.Addresses.ToList().ForEach(address => names.AddIpAddress(IPAddress.Parse(address)));
            request.CertificateExtensions.Add(names.Build());
        }

        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static AsymmetricAlgorithm MakeKey(TestKey kind) => kind switch
    {
        TestKey.P384 => ECDsa.Create(ECCurve.NamedCurves.nistP384),
        TestKey.P521 => ECDsa.Create(ECCurve.NamedCurves.nistP521),
        TestKey.Rsa2048 => RSA.Create(2048),
        TestKey.Rsa1024 => RSA.Create(1024),
        TestKey.BrainpoolP256 => ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1),
        _ => ECDsa.Create(ECCurve.NamedCurves.nistP256),
    };

    private static X509Certificate2 WithKey(X509Certificate2 bare, AsymmetricAlgorithm key) =>
        key is ECDsa ec ? bare.CopyWithPrivateKey(ec) : bare.CopyWithPrivateKey((RSA)key);
}
