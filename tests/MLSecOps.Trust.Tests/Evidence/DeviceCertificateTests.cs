using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests.Evidence;

public sealed class DeviceCertificateTests
{
    private static readonly Fleet Fleet = new();

    [Fact]
    public void An_enrolled_device_is_known_by_name_and_key()
    {
        using DeviceIdentity device = Fleet.Identity();
        Assert.Equal(SampleEvidence.Device, device.Ueid.Hex);
        Assert.Equal(Fleet.Claims.TlsKey, device.Key);
        Assert.Equal(Fleet.Device.RawData, device.Certificate.ToArray());
    }

    [Fact]
    [RedTeam("G5", "Issues a device below an authority that only has the trusted name", typeof(EndEntityAppraiser), "DEVICE_CERTIFICATE_REFUSED")]
    public void Another_authority_of_the_same_name_is_refused()
    {
        SigningAuthority other = SigningAuthority.Create("Test Hub Root").Intermediate("Test Device Authority");
        X509Certificate2 device = other.Issue(SampleEvidence.Device, new CertificateProfile { Usages = [Fleet.ClientAuth] });
        AssertRefused(Verify(device, other.Certificate.RawData));
    }

    public static TheoryData<string> Names { get; } = ["operator:alice", "Test Hub", "0200112233445566778899aabbccddeeff", "0100112233445566778899AABBCCDDEEFF"];

    [Theory]
    [MemberData(nameof(Names))]
    [RedTeam("G5", "Presents the certificate of an operator or of the hub as a device's", typeof(DeviceCertificateVerifier), "DEVICE_CERTIFICATE_REFUSED")]
    public void A_name_that_is_no_UEID_is_no_device(string name) => AssertRefused(Verify(Fleet.Enrol(name)));

    public static TheoryData<string> Profiles { get; } = ["server", "none", "authority", "encipherment", "P-384", "RSA"];

    [Theory]
    [MemberData(nameof(Profiles))]
    [RedTeam("G5", "Presents a certificate for another use, or with another kind of key, as a device's", typeof(EndEntityAppraiser), "DEVICE_CERTIFICATE_REFUSED")]
    public void Certificates_for_anything_else_are_refused(string kind)
    {
        CertificateProfile device = new() { Usages = [Fleet.ClientAuth] };
        CertificateProfile profile = kind switch
        {
            "server" => device with { Usages = ["1.3.6.1.5.5.7.3.1"] },
            "none" => device with { Usages = [] },
            "authority" => device with { Authority = true },
            "encipherment" => device with { DigitalSignature = false },
            "P-384" => device with { Key = TestKey.P384 },
            _ => device with { Key = TestKey.Rsa2048 },
        };
        AssertRefused(Verify(Fleet.Enrol(SampleEvidence.Device, profile)));
    }

    [Fact]
    public void Dates_are_three_valued_and_keep_the_device()
    {
        CertificateProfile old = new() { Usages = [Fleet.ClientAuth], NotAfter = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero) };
        X509Certificate2 device = Fleet.Enrol(SampleEvidence.Device, old);
        DeviceCertificateAppraisal expired = DeviceCertificateVerifier.Verify(device.RawData, Fleet.Companions, Fleet.Anchors, Fleet.Now);
        Verdicts.AssertRejected(EvidenceReasons.DeviceCertificateExpired, expired.Verdict);
        Assert.Equal(SampleEvidence.Device, expired.Device?.Ueid.Hex);
        VerificationTime floor = new(SampleEvidence.IssuedAt, TimeOrigin.Floor);
        Verdicts.AssertInconclusive(EvidenceReasons.DeviceTimeUnproven, DeviceCertificateVerifier.Verify(device.RawData, Fleet.Companions, Fleet.Anchors, floor).Verdict);
    }

    [Fact]
    public void Bytes_that_are_no_certificate_are_refused()
    {
        Assert.IsType<TrustVerdict.Rejected>(DeviceCertificateVerifier.Verify(ReadOnlyMemory<byte>.Empty, [], Fleet.Anchors, Fleet.Now).Verdict);
        byte[] der = Fleet.Device.RawData;
        for (int length = 0; length < der.Length; length += 5)
        {
            Assert.IsType<TrustVerdict.Rejected>(DeviceCertificateVerifier.Verify(der.AsMemory(0, length), Fleet.Companions, Fleet.Anchors, Fleet.Now).Verdict);
        }
    }

    [Fact]
    public void Companions_that_are_no_certificates_are_passed_over() =>
        Verdicts.AssertTrusted(DeviceCertificateVerifier.Verify(Fleet.Device.RawData, [new byte[] { 1 }, .. Fleet.Companions], Fleet.Anchors, Fleet.Now).Verdict);

    private static DeviceCertificateAppraisal Verify(X509Certificate2 device, byte[]? companion = null) =>
        DeviceCertificateVerifier.Verify(device.RawData, companion is null ? Fleet.Companions : [companion], Fleet.Anchors, Fleet.Now);

    private static void AssertRefused(DeviceCertificateAppraisal appraisal)
    {
        Verdicts.AssertRejected(EvidenceReasons.DeviceCertificate, appraisal.Verdict);
        Assert.Null(appraisal.Device);
    }
}
