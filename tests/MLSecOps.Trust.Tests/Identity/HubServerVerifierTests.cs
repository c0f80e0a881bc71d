using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Identity;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tests.Evidence;

namespace MLSecOps.Trust.Tests.Identity;

public sealed class HubServerVerifierTests
{
    private static readonly FleetIdentities Identities = new();
    private static readonly X509Certificate2 Hub = Identities.ByKind["hub tls"];
    private static readonly Sha256Digest Pin = PinOf(Hub);

    [Theory]
    [InlineData("hub.example")]
    [InlineData("HUB.Example")]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("0:0:0:0:0:0:0:1")]
    public void The_hub_is_trusted_under_each_of_its_names(string host)
    {
        TrustVerdict verdict = Verify(Hub, host);
        Verdicts.AssertTrusted(verdict);
        Assert.Equal(
            [EvidenceChecks.CertificateChain, EvidenceChecks.CertificateUsage, EvidenceChecks.CertificateName, EvidenceChecks.CertificateValidity],
            verdict.Checks.Select(check => check.Id));
    }

    [Theory]
    [InlineData("other.example")]
    [InlineData("example")]
    [InlineData("a.hub.example")]
    [InlineData("hub.example.evil")]
    [InlineData("*.example")]
    [InlineData("hub_example")]
    [InlineData("hub.example\0.evil")]
    [InlineData("hub.example/")]
    [InlineData("Test Hub TLS")]
    [InlineData("127.0.0.2")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::2")]
    [InlineData("")]
    [InlineData(" ")]
    public void Another_name_is_refused(string host) => AssertNameRefused(Verify(Hub, host));

    [Fact]
    [RedTeam("G4", "Answers for every name with a wildcard", typeof(HubServerVerifier), "HUB_NOT_TRUSTED")]
    public void A_wildcard_is_no_name()
    {
        X509Certificate2 wild = Identities.Hub.Issue("Test Hub TLS", FleetIdentities.Server with { HostNames = ["*.example"], Addresses = [] });
        AssertNameRefused(Verify(wild, "hub.example"));
    }

    [Fact]
    public void A_common_name_is_no_name()
    {
        CertificateProfile nameless = FleetIdentities.Server with { HostNames = [], Addresses = [] };
        AssertNameRefused(Verify(Identities.Hub.Issue("hub.example", nameless), "hub.example"));
        AssertNameRefused(Verify(Identities.Hub.Issue("127.0.0.1", nameless), "127.0.0.1"));
        AssertNameRefused(Verify(Identities.Hub.Issue("hub.example", nameless with { HostNames = ["other.example"] }), "hub.example"));
    }

    [Fact]
    public void An_address_is_matched_by_addresses_and_a_name_by_names()
    {
        AssertNameRefused(Verify(Identities.Hub.Issue("Test", FleetIdentities.Server with { HostNames = ["127.0.0.1"], Addresses = [] }), "127.0.0.1"));
        AssertNameRefused(Verify(Identities.Hub.Issue("Test", FleetIdentities.Server with { HostNames = [] }), "localhost"));
    }

    [Fact]
    public void The_pinned_key_is_trusted()
    {
        TrustVerdict verdict = Verify(Hub, pin: Pin);
        Verdicts.AssertTrusted(verdict);
        Assert.Contains(verdict.Checks, check => check is { Id: EvidenceChecks.CertificatePin, Outcome: CheckOutcome.Passed } && check.Found == Pin.Hex);
    }

    [Fact]
    [RedTeam("G4", "Takes the place of the hub at enrolment with a certificate of the same authority", typeof(HubServerVerifier), "HUB_PIN_MISMATCH")]
    public void Another_key_than_the_pinned_one_is_refused_however_well_certified()
    {
        X509Certificate2 other = Identities.Hub.Issue("Test Hub TLS", FleetIdentities.Server);
        TrustVerdict verdict = Verify(other, pin: Pin);
        Verdicts.AssertRejected(EnrolmentReasons.PinMismatch, verdict);
        Check failed = Assert.Single(verdict.Checks, check => check.Outcome == CheckOutcome.Failed);
        Assert.Equal((EvidenceChecks.CertificatePin, Pin.Hex, PinOf(other).Hex), (failed.Id, failed.Expected, failed.Found));
    }

    [Fact]
    public void The_pin_is_of_the_key_not_of_the_certificate()
    {
        X509Certificate2 renewed = Identities.Hub.Issue("Test Hub TLS", FleetIdentities.Server with { ExistingKey = Hub.GetECDsaPrivateKey() });
        Assert.NotEqual(Hub.RawData, renewed.RawData);
        Verdicts.AssertTrusted(Verify(renewed, pin: Pin));
    }

    /// <summary>The pin is a second condition, never a substitute for the first.</summary>
    [Fact]
    [RedTeam("G4", "Takes the place of the hub with its key but without its certificate", typeof(HubServerVerifier), "HUB_NOT_TRUSTED")]
    public void A_pin_does_not_replace_anchor_name_or_usage()
    {
        CertificateProfile sameKey = FleetIdentities.Server with { ExistingKey = Hub.GetECDsaPrivateKey() };
        X509Certificate2 selfSigned = SigningAuthority.SelfSigned("Test Hub TLS", sameKey);
        TrustVerdict verdict = Verify(selfSigned, pin: Pin);
        Verdicts.AssertRejected(EnrolmentReasons.HubNotTrusted, verdict);
        Assert.Contains(verdict.Checks, check => check is { Id: EvidenceChecks.CertificatePin, Outcome: CheckOutcome.NotRun });
        Verdicts.AssertRejected(EnrolmentReasons.HubNotTrusted, Verify(Hub, "other.example", Pin));
        X509Certificate2 client = Identities.Hub.Issue("Test Hub TLS", sameKey with { Usages = [CertificateProfile.ClientAuth] });
        Verdicts.AssertRejected(EnrolmentReasons.HubNotTrusted, Verify(client, pin: Pin));
    }

    [Fact]
    [RedTeam("G4", "Takes the place of the hub below an authority that only has the trusted name", typeof(EndEntityAppraiser), "HUB_NOT_TRUSTED")]
    public void Another_authority_of_the_same_name_is_refused()
    {
        SigningAuthority other = SigningAuthority.Create("Test Hub CA");
        Verdicts.AssertRejected(EnrolmentReasons.HubNotTrusted, Verify(other.Issue("Test Hub TLS", FleetIdentities.Server)));
        Verdicts.AssertRejected(
            EnrolmentReasons.HubNotTrusted,
            HubServerVerifier.Verify(other.Issue("Test Hub TLS", FleetIdentities.Server).RawData, [other.Anchor], Identities.HubAnchors, FleetIdentities.Host, null, Fleet.Now));
    }

    [Fact]
    public void Without_an_anchor_nobody_is_the_hub() => Verdicts.AssertRejected(
        EnrolmentReasons.HubNotTrusted, HubServerVerifier.Verify(Hub.RawData, [Identities.Hub.Anchor], new RolePolicy([]), FleetIdentities.Host, null, Fleet.Now));

    [Fact]
    public void Several_anchors_may_stand_while_one_replaces_the_other()
    {
        RolePolicy both = new([SigningAuthority.Create("Test Hub CA").Anchor, Identities.Hub.Anchor]);
        Verdicts.AssertTrusted(HubServerVerifier.Verify(Hub.RawData, [], both, FleetIdentities.Host, null, Fleet.Now));
    }

    public static TheoryData<string> Profiles { get; } = ["no usage", "any usage", "encipherment", "P-384", "RSA", "brainpool"];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Certificates_of_another_kind_are_refused(string kind)
    {
        CertificateProfile profile = kind switch
        {
            "no usage" => FleetIdentities.Server with { Usages = [] },
            "any usage" => FleetIdentities.Server with { Usages = [CertificateProfile.AnyUsage] },
            "encipherment" => FleetIdentities.Server with { DigitalSignature = false },
            "P-384" => FleetIdentities.Server with { Key = TestKey.P384 },
            "RSA" => FleetIdentities.Server with { Key = TestKey.Rsa2048 },
            _ => FleetIdentities.Server with { Key = TestKey.BrainpoolP256 },
        };
        Verdicts.AssertRejected(EnrolmentReasons.HubNotTrusted, Verify(Identities.Hub.Issue("Test Hub TLS", profile)));
    }

    [Fact]
    public void A_certificate_signed_over_SHA_1_is_refused() => Verdicts.AssertRejected(
        EnrolmentReasons.HubNotTrusted,
        Verify(Identities.Hub.Issue("Test Hub TLS", FleetIdentities.Server with { Digest = System.Security.Cryptography.HashAlgorithmName.SHA1 })));

    [Fact]
    public void Dates_are_three_valued()
    {
        DateTimeOffset before = new(2025, 12, 31, 0, 0, 0, TimeSpan.Zero), after = new(2030, 1, 2, 0, 0, 0, TimeSpan.Zero);
        // Not the reason of a device, whose advice is to enrol again.
        Verdicts.AssertRejected(EnrolmentReasons.HubNotTrusted, Verify(Hub, time: new VerificationTime(after, TimeOrigin.Clock)));
        Verdicts.AssertRejected(EnrolmentReasons.HubNotTrusted, Verify(Hub, time: new VerificationTime(before, TimeOrigin.Clock)));
        Verdicts.AssertInconclusive(EvidenceReasons.DeviceTimeUnproven, Verify(Hub, time: new VerificationTime(after, TimeOrigin.Floor)));
        Verdicts.AssertTrusted(Verify(Hub, time: new VerificationTime(before, TimeOrigin.Floor)));
    }

    [Fact]
    public void Bytes_that_are_no_certificate_are_refused()
    {
        byte[] der = Hub.RawData;
        for (int length = 0; length < der.Length; length++)
        {
            Verdicts.AssertRejected(EnrolmentReasons.HubNotTrusted, Verify(der.AsMemory(0, length)));
        }

        Verdicts.AssertRejected(EnrolmentReasons.HubNotTrusted, Verify((byte[])[.. der, 0]));
    }

    [Fact]
    public void No_flipped_bit_goes_unnoticed()
    {
        byte[] der = Hub.RawData;
        for (int bit = 0; bit < der.Length * 8; bit += 3)
        {
            byte[] flipped = [.. der];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Verdicts.AssertRejected(EnrolmentReasons.HubNotTrusted, Verify(flipped));
        }
    }

    private static TrustVerdict Verify(X509Certificate2 certificate, string host = FleetIdentities.Host, Sha256Digest? pin = null, VerificationTime? time = null) =>
        HubServerVerifier.Verify(certificate.RawData, [], Identities.HubAnchors, host, pin, time ?? Fleet.Now);

    private static TrustVerdict Verify(ReadOnlyMemory<byte> der) => HubServerVerifier.Verify(der, [], Identities.HubAnchors, FleetIdentities.Host, Pin, Fleet.Now);

    private static Sha256Digest PinOf(X509Certificate2 certificate) => Sha256Digest.Of(certificate.PublicKey.ExportSubjectPublicKeyInfo());

    private static void AssertNameRefused(TrustVerdict verdict)
    {
        Verdicts.AssertRejected(EnrolmentReasons.HubNotTrusted, verdict);
        Assert.Equal(EvidenceChecks.CertificateName, Assert.Single(verdict.Checks, check => check.Outcome == CheckOutcome.Failed).Id);
    }
}
