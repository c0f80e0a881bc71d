using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.Trust.Tests.Identity;

/// <summary>No certificate of a fleet does the work of another one.</summary>
public sealed class RoleSeparationTests
{
    private static readonly FleetIdentities Fleet = new();

    public static TheoryData<string, string> All { get; } = [.. FleetIdentities.Kinds.SelectMany(kind => FleetIdentities.Kinds.Select(role => (kind, role)))];

    [Theory]
    [MemberData(nameof(All))]
    [RedTeam("G4", "Uses the certificate of one role in every other", typeof(EndEntityAppraiser))]
    public void Each_certificate_counts_in_its_own_role_only(string kind, string role)
    {
        TrustVerdict verdict = Fleet.Judge(role, Fleet.ByKind[kind]);
        if (kind == role)
        {
            Verdicts.AssertTrusted(verdict);
        }
        else
        {
            Assert.IsType<TrustVerdict.Rejected>(verdict);
        }
    }

    public static TheoryData<string, string, bool> BelowOneAnchor { get; } = new()
    {
        { CertificateProfile.ServerAuth, "hub tls", true },
        { CertificateProfile.ServerAuth, "hub signer", false },
        { CertificateProfile.ServerAuth, "device", false },
        { CertificateProfile.DocumentSigning, "hub tls", false },
        { CertificateProfile.DocumentSigning, "hub signer", true },
        { CertificateProfile.DocumentSigning, "device", false },
        { CertificateProfile.ClientAuth, "hub tls", false },
        { CertificateProfile.ClientAuth, "hub signer", false },
        { CertificateProfile.ClientAuth, "device", true },
        { CertificateProfile.CodeSigning, "hub tls", false },
        { CertificateProfile.CodeSigning, "hub signer", false },
        { CertificateProfile.CodeSigning, "device", false },
        { CertificateProfile.AnyUsage, "hub tls", false },
        { CertificateProfile.AnyUsage, "hub signer", false },
        { CertificateProfile.AnyUsage, "device", false },
    };

    /// <summary>The extended key usage alone tells them apart: same anchor, same name, same host names.</summary>
    [Theory]
    [MemberData(nameof(BelowOneAnchor))]
    public void Below_one_anchor_the_usage_decides(string usage, string role, bool trusted)
    {
        X509Certificate2 certificate = Fleet.Hub.Issue(SampleEvidence.Device, FleetIdentities.Server with { Usages = [usage] });
        Assert.Equal(trusted, Fleet.Judge(role, certificate) is TrustVerdict.Trusted);
    }

    /// <summary>Whoever steals the hub's key for issuing devices still cannot be the hub: the authority's own usage restricts what stands below it.</summary>
    [Theory]
    [InlineData("hub tls", CertificateProfile.ServerAuth)]
    [InlineData("hub signer", CertificateProfile.DocumentSigning)]
    [InlineData("operator", CertificateProfile.ClientAuth)]
    [RedTeam("G4", "Steals the authority for devices and issues a hub, a hub's signer or an operator", typeof(EndEntityAppraiser))]
    public void The_device_authority_issues_nothing_but_devices(string role, string usage)
    {
        X509Certificate2 certificate = Fleet.Devices.Issue("Test Hub", FleetIdentities.Server with { Usages = [usage] });
        Assert.IsType<TrustVerdict.Rejected>(Fleet.Judge(role, certificate));
        Assert.IsType<TrustVerdict.Rejected>(Fleet.Judge(role, Fleet.Devices.Issue("Test Hub", FleetIdentities.Server with { Usages = [usage, CertificateProfile.ClientAuth] })));
    }

    [Fact]
    public void An_authority_below_the_device_authority_is_too_many()
    {
        SigningAuthority lower = Fleet.Devices.Intermediate("Test Lower", FleetIdentities.With(CertificateProfile.ClientAuth));
        X509Certificate2 device = lower.Issue(SampleEvidence.Device, FleetIdentities.With(CertificateProfile.ClientAuth));
        TrustVerdict verdict = Trust.Evidence.DeviceCertificateVerifier.Verify(
            device.RawData, [lower.Certificate.RawData, .. Fleet.Companions], Fleet.HubAnchors, Evidence.Fleet.Now).Verdict;
        Verdicts.AssertRejected(EvidenceReasons.DeviceCertificate, verdict);
    }

    [Fact]
    [RedTeam("G5", "Issues a device below a device", typeof(EndEntityAppraiser), "DEVICE_CERTIFICATE_REFUSED")]
    public void No_end_entity_issues_another()
    {
        X509Certificate2 device = Fleet.ByKind["device"];
        CertificateRequest request = new($"CN={SampleEvidence.Device}", device.GetECDsaPrivateKey()!, System.Security.Cryptography.HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new(CertificateProfile.ClientAuth)], false));
        X509Certificate2 forged = request.Create(
            device.SubjectName, X509SignatureGenerator.CreateForECDsa(device.GetECDsaPrivateKey()!), device.NotBefore, device.NotAfter, [0x40, 1]);
        TrustVerdict verdict = Trust.Evidence.DeviceCertificateVerifier.Verify(
            forged.RawData, [device.RawData, .. Fleet.Companions], Fleet.HubAnchors, Evidence.Fleet.Now).Verdict;
        Verdicts.AssertRejected(EvidenceReasons.DeviceCertificate, verdict);
    }

    [Theory]
    [InlineData("hub tls", CertificateProfile.ServerAuth)]
    [InlineData("hub signer", CertificateProfile.DocumentSigning)]
    [InlineData("device", CertificateProfile.ClientAuth)]
    public void An_authority_is_no_end_entity(string role, string usage)
    {
        X509Certificate2 authority = Fleet.Hub.Issue(SampleEvidence.Device, FleetIdentities.Server with { Usages = [usage], Authority = true });
        Assert.IsType<TrustVerdict.Rejected>(Fleet.Judge(role, authority));
    }
}
