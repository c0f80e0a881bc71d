using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Identity;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tests.Evidence;

namespace MLSecOps.Trust.Tests.Identity;

/// <summary>Every kind of certificate that a fleet has, below the anchors that <c>mlsec trust init</c> makes, and every judge of one.</summary>
internal sealed class FleetIdentities
{
    public const string Host = "hub.example";

    private static readonly byte[] Document = "{}"u8.ToArray();

    public FleetIdentities()
    {
        Devices = Hub.Intermediate("Test Device Authority", new CertificateProfile { Usages = [CertificateProfile.ClientAuth], PathLength = 0 });
        ByKind = new Dictionary<string, X509Certificate2>
        {
            ["publisher"] = Publishers.Issue("Test Publisher"),
            ["director"] = Directors.Issue("Test Director"),
            ["hub tls"] = Hub.Issue("Test Hub TLS", Server),
            ["hub signer"] = Hub.Issue("Test Hub Signer", With(CertificateProfile.DocumentSigning)),
            ["device"] = Devices.Issue(SampleEvidence.Device, With(CertificateProfile.ClientAuth)),
            ["operator"] = Operators.Issue("Test Operator 1", With(CertificateProfile.ClientAuth)),
        };
    }

    /// <summary>The kinds of certificates; each has the role of the same name.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["publisher", "director", "hub tls", "hub signer", "device", "operator"];

    /// <summary>What the hub's TLS certificate looks like.</summary>
    public static CertificateProfile Server { get; } = new() { Usages = [CertificateProfile.ServerAuth], HostNames = [Host, "localhost"], Addresses = ["127.0.0.1", "::1"] };

    public SigningAuthority Publishers { get; } = Root("Test Publisher CA", 0);

    public SigningAuthority Directors { get; } = Root("Test Director CA", 0);

    public SigningAuthority Hub { get; } = Root("Test Hub CA", 1);

    public SigningAuthority Operators { get; } = Root("Test Operator CA", 0);

    public SigningAuthority Devices { get; }

    public IReadOnlyDictionary<string, X509Certificate2> ByKind { get; }

    public RolePolicy HubAnchors => new([Hub.Anchor]);

    public RolePolicy OperatorAnchors => new([Operators.Anchor]);

    public IReadOnlyList<ReadOnlyMemory<byte>> Companions => [Devices.Certificate.RawData];

    public static CertificateProfile With(params string[] usages) => new() { Usages = usages };

    /// <summary>Judges a certificate in a role, with the device authority beside it.</summary>
    public TrustVerdict Judge(string role, X509Certificate2 certificate) => role switch
    {
        "publisher" => JudgeSigner(certificate, new RolePolicy([Publishers.Anchor])),
        "director" => JudgeSigner(certificate, new RolePolicy([Directors.Anchor])),
        "hub tls" => HubServerVerifier.Verify(certificate.RawData, Companions, HubAnchors, Host, null, Fleet.Now),
        "hub signer" => JudgeStatement(certificate),
        "device" => DeviceCertificateVerifier.Verify(certificate.RawData, Companions, HubAnchors, Fleet.Now).Verdict,
        "operator" => OperatorCertificateVerifier.Verify(certificate.RawData, Companions, OperatorAnchors, Fleet.Now).Verdict,
        _ => throw new ArgumentException(role),
    };

    private static SigningAuthority Root(string name, int pathLength) => SigningAuthority.Create(name, new CertificateProfile { Usages = [], PathLength = pathLength });

    private TrustVerdict JudgeSigner(X509Certificate2 certificate, RolePolicy policy)
    {
        byte[] cms = SamplePackage.Ok(DocumentSigner.Sign(Document, certificate, [Devices.Certificate], SamplePackage.Now)).ToArray();
        return DocumentVerifier.Verify(Document, cms, policy, Fleet.Now).Verdict;
    }

    private TrustVerdict JudgeStatement(X509Certificate2 certificate)
    {
        Challenge challenge = new(SampleEvidence.Nonce, SampleEvidence.IssuedAt, SampleEvidence.IssuedAt.AddMinutes(5), ChallengeKind.Epoch, null);
        byte[] message = HubStatements.SignChallenge(challenge, certificate.GetECDsaPrivateKey()!, [certificate.RawData, .. Companions]);
        return HubStatements.VerifyChallenge(message, SampleEvidence.Ueid(), HubAnchors, Fleet.Now).Verdict;
    }
}
