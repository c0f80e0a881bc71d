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

public sealed class OperatorCertificateVerifierTests
{
    private static readonly FleetIdentities Identities = new();
    private static readonly X509Certificate2 Operator = Identities.ByKind["operator"];

    [Fact]
    public void An_operator_is_known_by_name_and_key()
    {
        OperatorAppraisal appraisal = Verify(Operator);
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Equal("CN=Test Operator 1", appraisal.Name);
        Assert.Equal(Sha256Digest.Of(Operator.PublicKey.ExportSubjectPublicKeyInfo()), appraisal.Key);
        Assert.Equal(
            [EvidenceChecks.CertificateChain, EvidenceChecks.CertificateUsage, EvidenceChecks.CertificateValidity],
            appraisal.Verdict.Checks.Select(check => check.Id));
    }

    [Fact]
    public void An_authority_between_them_is_followed()
    {
        SigningAuthority root = SigningAuthority.Create("Other Operator CA");
        SigningAuthority team = root.Intermediate("Team CA");
        X509Certificate2 member = team.Issue("alice", FleetIdentities.With(CertificateProfile.ClientAuth));
        RolePolicy operators = new([root.Anchor]);
        Verdicts.AssertTrusted(OperatorCertificateVerifier.Verify(member.RawData, [team.Anchor], operators, Fleet.Now).Verdict);
        AssertRefused(OperatorCertificateVerifier.Verify(member.RawData, [], operators, Fleet.Now));
    }

    /// <summary>Same extended key usage, other anchor: a device with all of its intermediates does not steer.</summary>
    [Fact]
    [RedTeam("G4", "Steers the fleet with a device's certificate", typeof(OperatorCertificateVerifier), "NOT_AUTHORISED")]
    public void A_device_is_no_operator() => AssertRefused(Verify(Identities.ByKind["device"]));

    [Fact]
    [RedTeam("G4", "Steers the fleet below an authority of operators that only has the trusted name", typeof(OperatorCertificateVerifier), "NOT_AUTHORISED")]
    public void Another_authority_of_the_same_name_is_refused()
    {
        SigningAuthority other = SigningAuthority.Create("Test Operator CA");
        AssertRefused(OperatorCertificateVerifier.Verify(
            other.Issue("Test Operator 1", FleetIdentities.With(CertificateProfile.ClientAuth)).RawData, [other.Anchor], Identities.OperatorAnchors, Fleet.Now));
    }

    [Fact]
    public void Without_an_anchor_there_are_no_operators() =>
        AssertRefused(OperatorCertificateVerifier.Verify(Operator.RawData, [Identities.Operators.Anchor], new RolePolicy([]), Fleet.Now));

    public static TheoryData<string> Profiles { get; } = ["server", "signer", "no usage", "any usage", "authority", "encipherment", "P-384", "RSA"];

    [Theory]
    [MemberData(nameof(Profiles))]
    public void Certificates_for_anything_else_are_refused(string kind)
    {
        CertificateProfile client = FleetIdentities.With(CertificateProfile.ClientAuth);
        CertificateProfile profile = kind switch
        {
            "server" => FleetIdentities.Server,
            "signer" => FleetIdentities.With(CertificateProfile.CodeSigning, CertificateProfile.DocumentSigning),
            "no usage" => client with { Usages = [] },
            "any usage" => client with { Usages = [CertificateProfile.AnyUsage] },
            "authority" => client with { Authority = true },
            "encipherment" => client with { DigitalSignature = false },
            "P-384" => client with { Key = TestKey.P384 },
            _ => client with { Key = TestKey.Rsa2048 },
        };
        AssertRefused(Verify(Identities.Operators.Issue("Test Operator 1", profile)));
    }

    [Fact]
    public void The_operators_anchor_itself_does_not_steer() => AssertRefused(Verify(Identities.Operators.Certificate));

    [Fact]
    public void Dates_are_three_valued_and_keep_the_name()
    {
        DateTimeOffset before = new(2025, 12, 31, 0, 0, 0, TimeSpan.Zero), after = new(2030, 1, 2, 0, 0, 0, TimeSpan.Zero);
        OperatorAppraisal expired = Verify(Operator, new VerificationTime(after, TimeOrigin.Clock));
        Verdicts.AssertRejected(EnrolmentReasons.NotAuthorised, expired.Verdict);
        Assert.Equal("CN=Test Operator 1", expired.Name);
        Verdicts.AssertRejected(EnrolmentReasons.NotAuthorised, Verify(Operator, new VerificationTime(before, TimeOrigin.Clock)).Verdict);
        Verdicts.AssertInconclusive(EvidenceReasons.DeviceTimeUnproven, Verify(Operator, new VerificationTime(after, TimeOrigin.Floor)).Verdict);
        Verdicts.AssertTrusted(Verify(Operator, new VerificationTime(before, TimeOrigin.Floor)).Verdict);
    }

    /// <summary>What is logged about a refusal must be printable.</summary>
    [Fact]
    public void A_refusal_can_be_printed_and_compared()
    {
        OperatorAppraisal refused = Verify(Identities.ByKind["device"]);
        Assert.Contains("Rejected", refused.ToString(), StringComparison.Ordinal);
        Assert.Equal(refused, refused with { });
    }

    [Fact]
    public void No_cut_or_flipped_bit_goes_unnoticed()
    {
        byte[] der = Operator.RawData;
        for (int length = 0; length < der.Length; length++)
        {
            AssertRefused(OperatorCertificateVerifier.Verify(der.AsMemory(0, length), [], Identities.OperatorAnchors, Fleet.Now));
        }

        for (int bit = 0; bit < der.Length * 8; bit += 3)
        {
            byte[] flipped = [.. der];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsType<TrustVerdict.Rejected>(OperatorCertificateVerifier.Verify(flipped, [], Identities.OperatorAnchors, Fleet.Now).Verdict);
        }
    }

    private static OperatorAppraisal Verify(X509Certificate2 certificate, VerificationTime? time = null) =>
        OperatorCertificateVerifier.Verify(certificate.RawData, Identities.Companions, Identities.OperatorAnchors, time ?? Fleet.Now);

    private static void AssertRefused(OperatorAppraisal appraisal)
    {
        Verdicts.AssertRejected(EnrolmentReasons.NotAuthorised, appraisal.Verdict);
        Assert.Null(appraisal.Name);
    }
}
