using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests.Evidence;

/// <summary>A throw-away hub with its device authority and one enrolled device.</summary>
internal sealed class Fleet
{
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";
    public const string DocumentSigning = "1.3.6.1.5.5.7.3.36";

    public static readonly VerificationTime Now = new(SampleEvidence.IssuedAt, TimeOrigin.Clock);

    public Fleet()
    {
        Root = SigningAuthority.Create("Test Hub Root");
        Devices = Root.Intermediate("Test Device Authority");
        Device = Enrol(SampleEvidence.Device);
        Hub = Root.Issue("Test Hub", new CertificateProfile { Usages = [DocumentSigning] });
    }

    public SigningAuthority Root { get; }

    public SigningAuthority Devices { get; }

    public X509Certificate2 Device { get; }

    public X509Certificate2 Hub { get; }

    public RolePolicy Anchors => new([Root.Anchor]);

    public IReadOnlyList<ReadOnlyMemory<byte>> Companions => [Devices.Certificate.RawData];

    public ECDsa DeviceKey => Device.GetECDsaPrivateKey()!;

    public ECDsa HubKey => Hub.GetECDsaPrivateKey()!;

    /// <summary>Claims of the device, with the hash of its key.</summary>
    public EvidenceClaims Claims => SampleEvidence.Claims with { TlsKey = Sha256Digest.Of(Device.PublicKey.ExportSubjectPublicKeyInfo()) };

    public static EvidenceChallenge Challenge => new(SampleEvidence.Nonce, SampleEvidence.IssuedAt.AddSeconds(30));

    public X509Certificate2 Enrol(string ueid, CertificateProfile? profile = null) => Devices.Issue(ueid, profile ?? new CertificateProfile { Usages = [ClientAuth] });

    public DeviceIdentity Identity(X509Certificate2? certificate = null)
    {
        DeviceCertificateAppraisal appraisal = DeviceCertificateVerifier.Verify((certificate ?? Device).RawData, Companions, Anchors, Now);
        Verdicts.AssertTrusted(appraisal.Verdict);
        return appraisal.Device!;
    }

    public ReadOnlyMemory<byte> Sign(EvidenceClaims? claims = null, ECDsa? key = null) =>
        Value(EvidenceSigner.Sign(claims ?? Claims, key ?? DeviceKey, []));

    public EvidenceVerification Verify(ReadOnlyMemory<byte> message, EvidenceChallenge? challenge = null, VerificationTime? time = null)
    {
        using DeviceIdentity device = Identity();
        return EvidenceVerifier.Verify(message, device, challenge ?? Challenge, time ?? Now);
    }

    public static T Value<T>(Parsed<T> parsed)
        where T : notnull => parsed.Match(value => value, fault => throw new InvalidOperationException($"{fault}"));
}
