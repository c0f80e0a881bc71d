using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests.Evidence;

public sealed class HubStatementsTests
{
    private static readonly Fleet Fleet = new();
    private static readonly ChainHead Head = SampleEvidence.Claims.Chain;

    private static readonly Challenge ForOne = new(SampleEvidence.Nonce, SampleEvidence.IssuedAt, SampleEvidence.IssuedAt.AddMinutes(5), ChallengeKind.Challenge, SampleEvidence.Ueid());
    private static readonly Challenge ForAll = ForOne with { Kind = ChallengeKind.Epoch, Ueid = null };

    private static readonly Ear Result = new(
        SampleEvidence.IssuedAt, null, new EarVerifier("mlsec", "hub"), SampleEvidence.Nonce, SampleEvidence.Ueid(), [new EarSubmodule("device", TrustTier.None, null, [], [])]);

    [Fact]
    public void An_acknowledgement_names_the_head()
    {
        HubStatement<ChainHead> statement = HubStatements.VerifyAcknowledgement(Acknowledge(Fleet.Hub), Fleet.Anchors, Fleet.Now);
        Verdicts.AssertTrusted(statement.Verdict);
        Assert.Equal(Head, statement.Value);
        Assert.Equal(EvidenceChecks.OfStatement.Order(), statement.Verdict.Checks.Select(check => check.Id).Order());
    }

    [Fact]
    public void An_appraisal_is_for_its_device()
    {
        ReadOnlyMemory<byte> message = Fleet.Value(HubStatements.SignAppraisal(Result, Fleet.HubKey, [Fleet.Hub.RawData]));
        HubStatement<Ear> statement = HubStatements.VerifyAppraisal(message, SampleEvidence.Ueid(), Fleet.Anchors, Fleet.Now);
        Verdicts.AssertTrusted(statement.Verdict);
        Assert.Equal(TrustTier.None, statement.Value!.Device!.Status);
        Verdicts.AssertRejected(
            EvidenceReasons.UeidMismatch,
            HubStatements.VerifyAppraisal(message, SampleEvidence.Ueid("01ffffffffffffffffffffffffffffffff"), Fleet.Anchors, Fleet.Now).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Redirects a challenge to another device", typeof(HubStatements), "CHALLENGE_FOR_OTHER_DEVICE")]
    public void A_challenge_is_for_its_device()
    {
        HubStatement<Challenge> statement = Verify(Sign(ForOne));
        Verdicts.AssertTrusted(statement.Verdict);
        Assert.Equal(SampleEvidence.Nonce, statement.Value!.Nonce.ToArray());
        Assert.Equal(ForOne with { Nonce = default }, statement.Value with { Nonce = default });
        Assert.Equal(EvidenceChecks.OfStatement.Order(), statement.Verdict.Checks.Select(check => check.Id).Order());

        HubStatement<Challenge> misdirected = Verify(Sign(ForOne), SampleEvidence.Ueid("01ffffffffffffffffffffffffffffffff"));
        Verdicts.AssertRejected(EvidenceReasons.ChallengeForOther, misdirected.Verdict);
        Assert.Null(misdirected.Value);
    }

    [Fact]
    public void The_epoch_s_nonce_is_for_every_device()
    {
        foreach (string device in (string[])[SampleEvidence.Device, "01ffffffffffffffffffffffffffffffff"])
        {
            HubStatement<Challenge> statement = Verify(Sign(ForAll), SampleEvidence.Ueid(device));
            Verdicts.AssertTrusted(statement.Verdict);
            Assert.Equal(ChallengeKind.Epoch, statement.Value!.Kind);
        }
    }

    /// <summary>A device whose clock is wrong answers all the same: the hub judges by its own clock whether the answer came in time.</summary>
    [Fact]
    public void A_challenge_s_own_dates_are_not_the_device_s_to_judge()
    {
        foreach (TimeSpan off in (TimeSpan[])[TimeSpan.FromDays(30), TimeSpan.FromDays(-30)])
        {
            VerificationTime wrong = new(SampleEvidence.IssuedAt + off, TimeOrigin.Clock);
            Verdicts.AssertTrusted(HubStatements.VerifyChallenge(Sign(ForOne), SampleEvidence.Ueid(), Fleet.Anchors, wrong).Verdict);
        }
    }

    [Fact]
    [RedTeam("G4", "Challenges devices from a broker that has not the hub's key: as a device, as the TLS server, as the director, as a stranger", typeof(HubStatements), "HUB_STATEMENT_SIGNER_REFUSED", "COSE_KEY_MISMATCH")]
    public void Nobody_but_the_hub_challenges()
    {
        X509Certificate2[] others =
        [
            Fleet.Device,
            Fleet.Root.Issue("Test Hub TLS", new CertificateProfile { Usages = [CertificateProfile.ServerAuth] }),
            Fleet.Root.Issue("Test Director"),
            SigningAuthority.Create("Test Hub Root").Issue("Test Hub", new CertificateProfile { Usages = [Fleet.DocumentSigning] }),
            SigningAuthority.SelfSigned("Test Hub", new CertificateProfile { Usages = [Fleet.DocumentSigning] }),
        ];
        foreach (X509Certificate2 other in others)
        {
            byte[] message = HubStatements.SignChallenge(ForOne, other.GetECDsaPrivateKey()!, [other.RawData, .. Fleet.Companions]);
            Verdicts.AssertRejected(EvidenceReasons.HubCertificate, Verify(message).Verdict);
        }

        Verdicts.AssertRejected(EvidenceReasons.HubCertificate, Verify(HubStatements.SignChallenge(ForOne, Fleet.HubKey, [])).Verdict);
        Verdicts.AssertRejected(EvidenceReasons.CoseKeyMismatch, Verify(HubStatements.SignChallenge(ForOne, Fleet.DeviceKey, [Fleet.Hub.RawData])).Verdict);
    }

    /// <summary>Whatever the hub signs under this content type is read by the same strict form.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("80")]
    [InlineData("8500f60001f6")]
    [InlineData("f6")]
    public void A_signed_challenge_of_another_form_is_refused(string payload)
    {
        byte[] message = CoseSignature.Sign(Convert.FromHexString(payload), Fleet.HubKey, Challenge.MediaType, [Fleet.Hub.RawData]);
        HubStatement<Challenge> statement = Verify(message);
        Assert.IsType<TrustVerdict.Rejected>(statement.Verdict);
        Assert.Equal(EvidenceChecks.Statement, Assert.Single(statement.Verdict.Checks, check => check.Outcome == CheckOutcome.Failed).Id);
        Assert.Null(statement.Value);
    }

    [Fact]
    public void No_cut_or_flipped_bit_of_a_challenge_goes_unnoticed()
    {
        byte[] message = Sign(ForOne);
        for (int length = 0; length < message.Length; length++)
        {
            Assert.IsType<TrustVerdict.Rejected>(Verify(message.AsMemory(0, length)).Verdict);
        }

        for (int bit = 0; bit < message.Length * 8; bit += 7)
        {
            byte[] flipped = [.. message];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsType<TrustVerdict.Rejected>(Verify(flipped).Verdict);
        }
    }

    [Fact]
    [RedTeam("G5", "Presents one of the hub's statements as another, such as an appraisal as an acknowledgement", typeof(CoseSignature), "COSE_CONTENT_TYPE")]
    public void One_kind_never_passes_for_the_other()
    {
        ReadOnlyMemory<byte> appraisal = Fleet.Value(HubStatements.SignAppraisal(Result, Fleet.HubKey, [Fleet.Hub.RawData]));
        Verdicts.AssertRejected(EvidenceReasons.CoseContentType, HubStatements.VerifyAcknowledgement(appraisal, Fleet.Anchors, Fleet.Now).Verdict);
        Verdicts.AssertRejected(EvidenceReasons.CoseContentType, HubStatements.VerifyAppraisal(Acknowledge(Fleet.Hub), SampleEvidence.Ueid(), Fleet.Anchors, Fleet.Now).Verdict);
        Verdicts.AssertRejected(EvidenceReasons.CoseContentType, Verify(Acknowledge(Fleet.Hub)).Verdict);
        Verdicts.AssertRejected(EvidenceReasons.CoseContentType, Verify(appraisal).Verdict);
        Verdicts.AssertRejected(EvidenceReasons.CoseContentType, Verify(CoseSignature.Sign(ChallengeCodec.Encode(ForOne), Fleet.HubKey, null, [Fleet.Hub.RawData])).Verdict);
        Verdicts.AssertRejected(EvidenceReasons.CoseContentType, HubStatements.VerifyAcknowledgement(Sign(ForOne), Fleet.Anchors, Fleet.Now).Verdict);
    }

    [Fact]
    [RedTeam("G5", "Acknowledges records, so that they are deleted, as a device or an operator", typeof(EndEntityAppraiser), "HUB_STATEMENT_SIGNER_REFUSED")]
    public void A_device_or_operator_cannot_speak_for_the_hub()
    {
        foreach (string name in (string[])[SampleEvidence.Device, "operator:alice"])
        {
            X509Certificate2 signer = Fleet.Root.Issue(name, new CertificateProfile { Usages = [Fleet.ClientAuth] });
            Verdicts.AssertRejected(EvidenceReasons.HubCertificate, HubStatements.VerifyAcknowledgement(Acknowledge(signer), Fleet.Anchors, Fleet.Now).Verdict);
        }
    }

    [Fact]
    [RedTeam("G5", "Acknowledges records, so that they are deleted, as the director", typeof(EndEntityAppraiser), "HUB_STATEMENT_SIGNER_REFUSED")]
    public void A_signer_of_releases_or_directives_cannot_speak_for_the_hub()
    {
        X509Certificate2 signer = Fleet.Root.Issue("Test Director", new CertificateProfile { Usages = [CertificateProfile.CodeSigning] });
        Verdicts.AssertRejected(EvidenceReasons.HubCertificate, HubStatements.VerifyAcknowledgement(Acknowledge(signer), Fleet.Anchors, Fleet.Now).Verdict);
    }

    [Fact]
    [RedTeam("G5", "Acknowledges records, so that they are deleted, as a hub below another anchor of the same name", typeof(EndEntityAppraiser), "HUB_STATEMENT_SIGNER_REFUSED")]
    public void Another_hub_is_refused()
    {
        X509Certificate2 signer = SigningAuthority.Create("Test Hub Root").Issue("Test Hub", new CertificateProfile { Usages = [Fleet.DocumentSigning] });
        Verdicts.AssertRejected(EvidenceReasons.HubCertificate, HubStatements.VerifyAcknowledgement(Acknowledge(signer), Fleet.Anchors, Fleet.Now).Verdict);
    }

    [Fact]
    public void A_message_without_its_certificate_is_refused() => Verdicts.AssertRejected(
        EvidenceReasons.HubCertificate, HubStatements.VerifyAcknowledgement(HubStatements.SignAcknowledgement(Head, Fleet.HubKey, []), Fleet.Anchors, Fleet.Now).Verdict);

    [Fact]
    [RedTeam("G5", "Acknowledges records under the hub's certificate with another key", typeof(CoseSignature), "COSE_KEY_MISMATCH")]
    public void Another_key_under_the_hub_s_certificate_is_refused() => Verdicts.AssertRejected(
        EvidenceReasons.CoseKeyMismatch,
        HubStatements.VerifyAcknowledgement(HubStatements.SignAcknowledgement(Head, Fleet.DeviceKey, [Fleet.Hub.RawData]), Fleet.Anchors, Fleet.Now).Verdict);

    [Fact]
    public void Dates_of_the_hub_s_certificate_are_three_valued()
    {
        DateTimeOffset later = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);
        ReadOnlyMemory<byte> message = Acknowledge(Fleet.Hub);
        Verdicts.AssertRejected(EvidenceReasons.DeviceCertificateExpired, HubStatements.VerifyAcknowledgement(message, Fleet.Anchors, new VerificationTime(later, TimeOrigin.Clock)).Verdict);
        Verdicts.AssertInconclusive(EvidenceReasons.DeviceTimeUnproven, HubStatements.VerifyAcknowledgement(message, Fleet.Anchors, new VerificationTime(later, TimeOrigin.Floor)).Verdict);
    }

    /// <summary>The certificate travels unprotected, so a flip in it can only spoil it; everything else is covered by the signature.</summary>
    [Fact]
    public void No_cut_or_flipped_bit_goes_unnoticed()
    {
        byte[] message = Acknowledge(Fleet.Hub).ToArray();
        for (int length = 0; length < message.Length; length += 11)
        {
            Assert.IsType<TrustVerdict.Rejected>(HubStatements.VerifyAcknowledgement(message.AsMemory(0, length), Fleet.Anchors, Fleet.Now).Verdict);
        }

        for (int bit = 0; bit < message.Length * 8; bit += 37)
        {
            byte[] flipped = [.. message];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsType<TrustVerdict.Rejected>(HubStatements.VerifyAcknowledgement(flipped, Fleet.Anchors, Fleet.Now).Verdict);
        }
    }

    private static byte[] Sign(Challenge challenge) => HubStatements.SignChallenge(challenge, Fleet.HubKey, [Fleet.Hub.RawData]);

    private static HubStatement<Challenge> Verify(ReadOnlyMemory<byte> message, Ueid? ueid = null) =>
        HubStatements.VerifyChallenge(message, ueid ?? SampleEvidence.Ueid(), Fleet.Anchors, Fleet.Now);

    private static ReadOnlyMemory<byte> Acknowledge(X509Certificate2 signer) =>
        HubStatements.SignAcknowledgement(Head, signer.GetECDsaPrivateKey()!, [signer.RawData]);
}
