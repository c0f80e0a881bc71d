using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using MLSecOps.Core.Findings;
using MLSecOps.TestKit;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests;

/// <summary>Who may sign: chains, keys, usage, dates, thresholds.</summary>
public sealed class SignerPolicyTests
{
    private static readonly byte[] Document = Encoding.ASCII.GetBytes("""{"schema":"test/1"}""");
    private static readonly SigningAuthority Root = SigningAuthority.Create();
    private static readonly SigningAuthority Intermediate = Root.Intermediate();

    [Theory]
    [InlineData(TestKey.P256)]
    [InlineData(TestKey.P384)]
    [InlineData(TestKey.P521)]
    [InlineData(TestKey.Rsa2048)]
    public void EachAcceptedKeySigns(TestKey key)
    {
        X509Certificate2 signer = Intermediate.Issue(profile: new CertificateProfile { Key = key });
        DocumentAppraisal appraisal = Appraise(Sign(signer));
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(signer.PublicKey.ExportSubjectPublicKeyInfo())), Assert.Single(appraisal.Signers).Key.Hex);
    }

    [Fact]
    [RedTeam("G1", "Signs with RSA-1024 or a curve below the floor", typeof(SignerKey), "SIGNER_KEY_WEAK", "SIGNER_KEY_UNSUPPORTED")]
    public void KeysBelowTheFloorAreRefused()
    {
        X509Certificate2 rsa = Root.Issue(profile: new CertificateProfile { Key = TestKey.Rsa1024 });
        AssertRejected(SignatureReasons.KeyWeak, new CmsForge(rsa, Document).Build());
        X509Certificate2 curve = Root.Issue(profile: new CertificateProfile { Key = TestKey.BrainpoolP256 });
        AssertRejected(SignatureReasons.KeyUnsupported, new CmsForge(curve, Document).Build());
    }

    [Fact]
    [RedTeam("G1", "Has a certificate of the chain signed with SHA-1 or a weak key", typeof(SignerPathAppraiser), "SIGNER_CHAIN_WEAK")]
    public void WeaknessInTheChainIsRefused()
    {
        SigningAuthority weakKey = Root.Intermediate("Weak", new CertificateProfile { Usages = [], Key = TestKey.Rsa1024 });
        AssertRejected(SignatureReasons.KeyWeak, Sign(weakKey.Issue(), weakKey));
        SigningAuthority sha1 = Root.Intermediate("Old", new CertificateProfile { Usages = [], Digest = HashAlgorithmName.SHA1 });
        AssertRejected(SignatureReasons.ChainWeak, Sign(sha1.Issue(), sha1));
        AssertRejected(SignatureReasons.ChainWeak, Sign(Intermediate.Issue(profile: new CertificateProfile { Digest = HashAlgorithmName.SHA1 })));
        // The anchor itself is trusted as it is: its own signature proves nothing.
        SigningAuthority oldRoot = SigningAuthority.Create("Old Root", new CertificateProfile { Usages = [], Digest = HashAlgorithmName.SHA1 });
        Verdicts.AssertTrusted(Appraise(Sign(oldRoot.Issue(), oldRoot), new RolePolicy([oldRoot.Anchor])).Verdict);
    }

    [Theory]
    [RedTeam("G1", "Signs a release with a certificate for e-mail, TLS or time-stamping", typeof(SignerPathAppraiser), "SIGNER_USAGE_REFUSED")]
    [InlineData(SignerUsage.Strict, CertificateProfile.CodeSigning, true, null)]
    [InlineData(SignerUsage.Strict, CertificateProfile.CodeSigning, false, "SIGNER_USAGE_REFUSED")]
    [InlineData(SignerUsage.Strict, "", true, "SIGNER_USAGE_REFUSED")]
    [InlineData(SignerUsage.Strict, CertificateProfile.AnyUsage, true, "SIGNER_USAGE_REFUSED")]
    [InlineData(SignerUsage.Strict, CertificateProfile.EmailProtection, true, "SIGNER_USAGE_REFUSED")]
    [InlineData(SignerUsage.Strict, CertificateProfile.TimeStamping, true, "SIGNER_USAGE_REFUSED")]
    [InlineData(SignerUsage.Oms, "", true, null)]
    [InlineData(SignerUsage.Oms, "", false, "SIGNER_USAGE_REFUSED")]
    [InlineData(SignerUsage.Oms, CertificateProfile.CodeSigning, true, null)]
    [InlineData(SignerUsage.Oms, CertificateProfile.AnyUsage, true, null)]
    [InlineData(SignerUsage.Oms, CertificateProfile.EmailProtection, true, "SIGNER_USAGE_REFUSED")]
    public void UsageIsThatOfCodeSigning(SignerUsage usage, string extended, bool digitalSignature, string? code)
    {
        X509Certificate2 signer = Intermediate.Issue(profile: new CertificateProfile { Usages = extended.Length == 0 ? [] : [extended], DigitalSignature = digitalSignature });
        TrustVerdict verdict = Appraise(Sign(signer), new RolePolicy([Root.Anchor], 1, usage)).Verdict;
        Assert.Equal(code, (verdict as TrustVerdict.Rejected)?.Reason.Code);
        Assert.Equal(code is null, verdict is TrustVerdict.Trusted);
    }

    [Fact]
    public void AnAuthorityRestrictedToOtherUsesCannotIssuePublishers()
    {
        SigningAuthority mail = Root.Intermediate("Mail", new CertificateProfile { Usages = [CertificateProfile.EmailProtection] });
        AssertRejected(SignatureReasons.UsageRefused, Sign(mail.Issue(), mail));
        SigningAuthority code = Root.Intermediate("Code", new CertificateProfile { Usages = [CertificateProfile.CodeSigning] });
        Verdicts.AssertTrusted(Appraise(Sign(code.Issue(), code)).Verdict);
    }

    [Fact]
    [RedTeam("G1", "Signs a release with an authority's own key", typeof(SignerPathAppraiser), "SIGNER_IS_AUTHORITY")]
    public void AnAuthorityDoesNotSignReleases()
    {
        X509Certificate2 authority = Root.Issue("CA", new CertificateProfile { Authority = true });
        AssertRejected(SignatureReasons.SignerIsAuthority, Sign(authority));
    }

    [Fact]
    [RedTeam("G1", "Issues a signer below an end entity", typeof(ChainBuilder), "SIGNER_CHAIN_UNTRUSTED", "SIGNER_CHAIN_INVALID")]
    public void AnEndEntityCannotIssue()
    {
        X509Certificate2 leaf = Root.Issue("Leaf");
        CertificateRequest request = new("CN=Below", ECDsa.Create(ECCurve.NamedCurves.nistP256), HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(CertificateProfile.CodeSigning)], false));
        X509Certificate2 below = request.Create(leaf.SubjectName, X509SignatureGenerator.CreateForECDsa(leaf.GetECDsaPrivateKey()!), leaf.NotBefore, leaf.NotAfter, [1, 2]);
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest again = new("CN=Below", key, HashAlgorithmName.SHA256);
        again.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(CertificateProfile.CodeSigning)], false));
        below = again.Create(leaf.SubjectName, X509SignatureGenerator.CreateForECDsa(leaf.GetECDsaPrivateKey()!), leaf.NotBefore, leaf.NotAfter, [1, 2]).CopyWithPrivateKey(key);
        TrustVerdict verdict = Appraise(new CmsForge(below, Document) { Certificates = [below.RawData, leaf.RawData] }.Build()).Verdict;
        Assert.Contains(Assert.IsType<TrustVerdict.Rejected>(verdict).Reason, new[] { SignatureReasons.ChainInvalid, SignatureReasons.ChainUntrusted });
    }

    [Fact]
    [RedTeam("G1", "Makes an authority with the trusted name and its own key", typeof(ChainBuilder), "SIGNER_CHAIN_UNTRUSTED")]
    public void ALookAlikeAuthorityIsNotTrusted()
    {
        SigningAuthority lookAlike = SigningAuthority.Create();
        Assert.Equal(Root.Certificate.Subject, lookAlike.Certificate.Subject);
        SigningAuthority intermediate = lookAlike.Intermediate();
        X509Certificate2 publisher = intermediate.Issue();
        AssertRejected(SignatureReasons.ChainUntrusted, Sign(publisher, intermediate));
        AssertRejected(SignatureReasons.ChainUntrusted, new CmsForge(publisher, Document) { Certificates = [publisher.RawData, intermediate.Anchor, lookAlike.Anchor] }.Build());
        Verdicts.AssertTrusted(Appraise(Sign(publisher, intermediate), new RolePolicy([lookAlike.Anchor])).Verdict);
        // A true intermediate beside the forged publisher does not lend it its name.
        AssertRejected(SignatureReasons.ChainUntrusted, new CmsForge(publisher, Document) { Certificates = [publisher.RawData, Intermediate.Anchor] }.Build());
    }

    [Fact]
    public void AMissingIntermediateIsNotFetched() =>
        AssertRejected(SignatureReasons.ChainUntrusted, new CmsForge(Intermediate.Issue(), Document).Build());

    [Fact]
    public void WithoutAnchorsNothingIsTrusted() => Verdicts.AssertRejected(SignatureReasons.ChainUntrusted, Appraise(Sign(Intermediate.Issue()), new RolePolicy([])).Verdict);

    [Fact]
    public void ASelfSignedSignerIsTrustedOnlyWhenPinned()
    {
        X509Certificate2 self = SigningAuthority.SelfSigned("Pinned"), other = SigningAuthority.SelfSigned("Pinned");
        byte[] cms = new CmsForge(self, Document).Build();
        Verdicts.AssertTrusted(Appraise(cms, new RolePolicy([self.RawData])).Verdict);
        Verdicts.AssertTrusted(Appraise(new CmsForge(self, Document) { Certificates = [] }.Build(), new RolePolicy([self.RawData])).Verdict);
        AssertRejected(SignatureReasons.ChainUntrusted, cms);
        Verdicts.AssertRejected(SignatureReasons.ChainUntrusted, Appraise(cms, new RolePolicy([other.RawData])).Verdict);
    }

    public static TheoryData<TimeOrigin, int, string?> Times { get; } = new()
    {
        { TimeOrigin.Clock, 0, null },
        { TimeOrigin.Argument, 0, null },
        { TimeOrigin.Floor, 0, null },
        { TimeOrigin.Clock, 2, "SIGNER_EXPIRED" },
        { TimeOrigin.Argument, 2, "SIGNER_EXPIRED" },
        { TimeOrigin.Floor, 2, "SIGNER_TIME_UNPROVEN" },
        { TimeOrigin.Clock, -2, "SIGNER_NOT_YET_VALID" },
        { TimeOrigin.Argument, -2, "SIGNER_NOT_YET_VALID" },
        { TimeOrigin.Floor, -2, null },
    };

    [Theory]
    [MemberData(nameof(Times))]
    public void DatesAreJudgedByTheOriginOfTheTime(TimeOrigin origin, int days, string? code)
    {
        CertificateProfile profile = new() { NotBefore = SamplePackage.Now.AddDays(-1), NotAfter = SamplePackage.Now.AddDays(1) };
        VerificationTime time = new(SamplePackage.Now.AddDays(days), origin);
        TrustVerdict verdict = DocumentVerifier.Verify(Document, Sign(Intermediate.Issue(profile: profile)), new RolePolicy([Root.Anchor]), time).Verdict;
        Reason? reason = verdict.Match<Reason?>(_ => null, rejected => rejected.Reason, open => open.Reason);
        Assert.Equal(code, reason?.Code);
        Assert.Equal(code == "SIGNER_TIME_UNPROVEN", verdict is TrustVerdict.Inconclusive);
    }

    [Fact]
    public void AnExpiredIntermediateOrAnchorCountsToo()
    {
        CertificateProfile past = new() { Usages = [], NotBefore = SamplePackage.Now.AddDays(-90), NotAfter = SamplePackage.Now.AddDays(-1) };
        SigningAuthority expired = Root.Intermediate("Expired", past);
        CertificateProfile leaf = new() { NotBefore = past.NotBefore, NotAfter = SamplePackage.Now.AddDays(90) };
        AssertRejected(SignatureReasons.SignerExpired, Sign(expired.Issue(profile: leaf), expired));
        SigningAuthority root = SigningAuthority.Create("Expired Root", past);
        Verdicts.AssertRejected(SignatureReasons.SignerExpired, Appraise(Sign(root.Issue(profile: leaf), root), new RolePolicy([root.Anchor])).Verdict);
    }

    [Fact]
    public void ClocksMayDisagreeByMinutesButAnArgumentIsExact()
    {
        VerificationTime At(TimeOrigin origin, int seconds) => new(SamplePackage.Now.AddSeconds(seconds), origin);
        DateTimeOffset start = SamplePackage.Now, end = start.AddDays(1);
        Assert.Equal(Validity.Valid, At(TimeOrigin.Clock, -299).Judge(start, end));
        Assert.Equal(Validity.NotYet, At(TimeOrigin.Clock, -301).Judge(start, end));
        Assert.Equal(Validity.NotYet, At(TimeOrigin.Argument, -1).Judge(start, end));
        Assert.Equal(Validity.Valid, new VerificationTime(end, TimeOrigin.Clock).Judge(start, end));
        Assert.Equal(Validity.Expired, new VerificationTime(end.AddSeconds(1), TimeOrigin.Clock).Judge(start, end));
    }

    [Fact]
    [RedTeam("G1", "Reaches the threshold with one key: twice, or under two certificates", typeof(DocumentVerifier), "SIGNER_THRESHOLD_NOT_MET")]
    public void AKeyCountsOnceHoweverOftenItSigns()
    {
        X509Certificate2 first = Root.Issue("First"), second = Root.Issue("Second");
        X509Certificate2 renewed = Root.Issue("First, renewed", new CertificateProfile { ExistingKey = first.GetECDsaPrivateKey() });
        RolePolicy two = new([Root.Anchor], 2);
        CmsForge forge = new(first, Document);
        Verdicts.AssertRejected(SignatureReasons.ThresholdNotMet, Appraise(forge.Build(), two).Verdict);
        Verdicts.AssertRejected(SignatureReasons.ThresholdNotMet, Appraise((forge with { Copies = 2 }).Build(), two).Verdict);
        Verdicts.AssertRejected(SignatureReasons.ThresholdNotMet, Appraise((forge with { CoSigners = [forge with { Signer = renewed }] }).Build(), two).Verdict);
        DocumentAppraisal both = Appraise((forge with { CoSigners = [forge with { Signer = second }] }).Build(), two);
        Verdicts.AssertTrusted(both.Verdict);
        Assert.Equal(2, both.Signers.Count);
    }

    [Fact]
    public void AnUnknownCoSignerDoesNoHarmAndDoesNotCount()
    {
        X509Certificate2 known = Root.Issue("Known"), stranger = SigningAuthority.Create("Elsewhere").Issue("Stranger");
        CmsForge forge = new(known, Document) { CoSigners = [new CmsForge(stranger, Document)] };
        DocumentAppraisal appraisal = Appraise(forge.Build());
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Equal("CN=Known", Assert.Single(appraisal.Signers).Subject);
        Assert.Contains(appraisal.Verdict.Checks, check => check.Reason == SignatureReasons.ChainUntrusted);
        Verdicts.AssertRejected(SignatureReasons.ChainUntrusted, Appraise(forge.Build(), new RolePolicy([Root.Anchor], 2)).Verdict);
    }

    [Fact]
    public void AThresholdOfZeroIsABug() => Assert.Throws<ArgumentOutOfRangeException>(() => new RolePolicy([], 0));

    private static byte[] Sign(X509Certificate2 signer, SigningAuthority? issuer = null) =>
        SamplePackage.Ok(DocumentSigner.Sign(Document, signer, (issuer ?? Intermediate).Intermediates, SamplePackage.Now)).ToArray();

    private static DocumentAppraisal Appraise(byte[] cms, RolePolicy? policy = null) =>
        DocumentVerifier.Verify(Document, cms, policy ?? new RolePolicy([Root.Anchor]), SamplePackage.Time);

    private static void AssertRejected(Reason reason, byte[] cms) => Verdicts.AssertRejected(reason, Appraise(cms).Verdict);
}
