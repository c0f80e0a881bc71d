using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using MLSecOps.Core.Findings;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;
using MLSecOps.Trust.Tests.Revocation;
using MLSecOps.Trust.Timestamps;

namespace MLSecOps.Trust.Tests.Timestamps;

/// <summary>Signatures of certificates that have expired, with honest and dishonest proofs of when they were made.</summary>
public sealed class TimestampTests
{
    private static readonly byte[] Document = Encoding.ASCII.GetBytes("""{"schema":"test/1"}""");
    private static readonly CertificateProfile Stamping = new() { Usages = [CertificateProfile.TimeStamping], CriticalUsages = true };
    private static readonly SigningAuthority Root = SigningAuthority.Create();
    private static readonly SigningAuthority TsaRoot = SigningAuthority.Create("Test TSA Root");
    private static readonly X509Certificate2 Tsa = TsaRoot.Issue("Test TSA", Stamping);
    private static readonly X509Certificate2 Publisher = Root.Issue("Short", new CertificateProfile { NotAfter = SamplePackage.Now.AddDays(10) });
    private static readonly byte[] Plain = SamplePackage.Ok(DocumentSigner.Sign(Document, Publisher, [], SamplePackage.Now)).ToArray();
    private static readonly byte[] Signature = SignatureOf(Plain);

    // A year later: the certificate has expired.
    private static readonly VerificationTime Later = new(SamplePackage.Now.AddYears(1), TimeOrigin.Argument);
    private static readonly TokenForge Honest = new(Tsa, Signature);

    [Fact]
    [RedTeam("G1", "Presents a signature of an expired certificate without proof of when it was made", typeof(SignerPathAppraiser), "SIGNER_EXPIRED")]
    public void AnExpiredCertificateNeedsAToken()
    {
        Verdicts.AssertRejected(SignatureReasons.SignerExpired, Judge(Plain).Verdict);
        DocumentAppraisal stamped = Judge(With(Honest.Build()));
        Verdicts.AssertTrusted(stamped.Verdict);
        Assert.Equal(Honest.Time, stamped.Signers[0].SignedBefore);
        Verdicts.AssertTrusted(Judge(With((Honest with { Imprint = HashAlgorithmName.SHA384 }).Build())).Verdict);
    }

    [Fact]
    [RedTeam("G1", "Puts another certificate of the authority's key in the place of the one that a token binds", typeof(CertificateBinding), "TIMESTAMP_MALFORMED")]
    public void ATokenMustBindTheCertificateThatMadeIt()
    {
        X509Certificate2 twin = TsaRoot.Issue("Test TSA", Stamping with { ExistingKey = Tsa.GetECDsaPrivateKey() });
        Verdicts.AssertRejected(TimestampReasons.Malformed, Judge(With((Honest with { Bound = twin }).Build())).Verdict);
        Verdicts.AssertRejected(TimestampReasons.Malformed, Judge(With((Honest with { Binds = false }).Build())).Verdict);
        Verdicts.AssertTrusted(Judge(With(new TokenForge(twin, Signature).Build())).Verdict);
    }

    [Fact]
    public void WithoutATrustedAuthorityATokenProvesNothing()
    {
        DocumentAppraisal appraisal = DocumentVerifier.Verify(Document, With(Honest.Build()), new RolePolicy([Root.Anchor]), Later);
        Verdicts.AssertRejected(SignatureReasons.SignerExpired, appraisal.Verdict);
        Assert.Contains(appraisal.Verdict.Checks, check => check is { Id: CheckIds.Timestamp, Outcome: CheckOutcome.NotRun } && check.Reason == TimestampReasons.NoAuthority);
        Verdicts.AssertTrusted(DocumentVerifier.Verify(Document, With(Honest.Build()), new RolePolicy([Root.Anchor]), SamplePackage.Time).Verdict);
    }

    [Fact]
    [RedTeam("G1", "Signs after the certificate expired and has that stamped", typeof(SignerPathAppraiser), "SIGNER_EXPIRED")]
    [RedTeam("G1", "Has a signature stamped for a time before its certificate began", typeof(SignerPathAppraiser), "SIGNER_NOT_YET_VALID")]
    public void TheProvenTimeMustLieInTheCertificatesValidity()
    {
        Verdicts.AssertRejected(SignatureReasons.SignerExpired, Judge(With((Honest with { Time = SamplePackage.Now.AddDays(11) }).Build())).Verdict);
        X509Certificate2 old = TsaRoot.Issue("Old TSA", Stamping with { NotBefore = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        X509Certificate2 late = Root.Issue("Late", new CertificateProfile { NotBefore = SamplePackage.Now.AddDays(-1), NotAfter = SamplePackage.Now.AddDays(1) });
        byte[] plain = SamplePackage.Ok(DocumentSigner.Sign(Document, late, [], SamplePackage.Now)).ToArray();
        byte[] token = new TokenForge(old, SignatureOf(plain)) { Time = SamplePackage.Now.AddDays(-5) }.Build();
        Verdicts.AssertRejected(SignatureReasons.SignerNotYetValid, Judge(With(plain, token)).Verdict);
    }

    [Fact]
    [RedTeam("G1", "Moves a token from another signature", typeof(TimestampVerifier), "TIMESTAMP_IMPRINT_MISMATCH")]
    public void ATokenOfAnotherSignatureIsRefused() =>
        AssertRefused(TimestampReasons.ImprintMismatch, new TokenForge(Tsa, [.. Signature, 0]).Build());

    [Fact]
    [RedTeam("G1", "Stamps with an authority of one's own, also one of the trusted name", typeof(TimestampVerifier), "TIMESTAMP_UNTRUSTED")]
    [RedTeam("G1", "Stamps with the publisher's own hierarchy", typeof(TimestampVerifier), "TIMESTAMP_UNTRUSTED")]
    public void OtherAuthoritiesAreRefused()
    {
        AssertRefused(TimestampReasons.Untrusted, new TokenForge(SigningAuthority.Create("Test TSA Root").Issue("Test TSA", Stamping), Signature).Build());
        AssertRefused(TimestampReasons.Untrusted, new TokenForge(Root.Issue("Test TSA", Stamping), Signature).Build());
    }

    [Fact]
    [RedTeam("G1", "Stamps with a certificate for something else, or for more than time-stamping", typeof(TimestampVerifier), "TIMESTAMP_MALFORMED", "TIMESTAMP_UNTRUSTED")]
    public void OnlyCertificatesForTimeStampingCount()
    {
        foreach (CertificateProfile profile in new[]
        {
            Stamping with { CriticalUsages = false },
            Stamping with { Usages = [CertificateProfile.CodeSigning] },
            Stamping with { Usages = [] },
        })
        {
            AssertRefused(TimestampReasons.Malformed, new TokenForge(TsaRoot.Issue("Test TSA", profile), Signature).Build());
        }

        X509Certificate2 both = TsaRoot.Issue("Test TSA", Stamping with { Usages = [CertificateProfile.TimeStamping, CertificateProfile.CodeSigning] });
        AssertRefused(TimestampReasons.Untrusted, new TokenForge(both, Signature).Build());
        SigningAuthority restricted = TsaRoot.Intermediate("Restricted", new CertificateProfile { Usages = [CertificateProfile.CodeSigning] });
        TokenForge below = new(restricted.Issue("Test TSA", Stamping), Signature) { Intermediates = restricted.Intermediates };
        AssertRefused(TimestampReasons.Untrusted, below.Build());
        SigningAuthority open = TsaRoot.Intermediate("Open");
        Verdicts.AssertTrusted(Judge(With(new TokenForge(open.Issue("Test TSA", Stamping), Signature) { Intermediates = open.Intermediates }.Build())).Verdict);
    }

    [Fact]
    [RedTeam("G1", "Stamps a time that has not come", typeof(TimestampVerifier), "TIMESTAMP_IN_FUTURE")]
    [RedTeam("G1", "Stamps with a certificate of the authority outside its validity", typeof(TimestampVerifier), "TIMESTAMP_MALFORMED")]
    public void TheStatedTimeMustBePossible()
    {
        byte[] soon = (Honest with { Time = SamplePackage.Now.AddHours(1) }).Build();
        Verdicts.AssertRejected(TimestampReasons.InFuture, Judge(With(soon), SamplePackage.Time).Verdict);
        Verdicts.AssertTrusted(Judge(With(soon), new VerificationTime(SamplePackage.Now, TimeOrigin.Floor)).Verdict);
        X509Certificate2 expired = TsaRoot.Issue("Test TSA", Stamping with { NotAfter = SamplePackage.Now.AddDays(-2) });
        AssertRefused(TimestampReasons.Malformed, new TokenForge(expired, Signature).Build());
        // The authority's certificate may have expired since.
        X509Certificate2 since = TsaRoot.Issue("Test TSA", Stamping with { NotAfter = SamplePackage.Now });
        Verdicts.AssertTrusted(Judge(With(new TokenForge(since, Signature).Build())).Verdict);
    }

    [Fact]
    [RedTeam("G1", "Stamps with a weak imprint or a weak key", typeof(TimestampVerifier), "TIMESTAMP_WEAK")]
    public void WeakTokensAreRefused()
    {
        AssertRefused(TimestampReasons.Weak, (Honest with { Imprint = HashAlgorithmName.SHA1 }).Build());
        X509Certificate2 weak = TsaRoot.Issue("Test TSA", Stamping with { Key = TestKey.Rsa1024 });
        AssertRefused(TimestampReasons.Weak, new TokenForge(weak, Signature).Build());
    }

    [Fact]
    [RedTeam("G1", "Stamps with an authority that is revoked", typeof(TimestampVerifier), "TIMESTAMP_REVOKED")]
    public void ARevokedAuthorityIsRefused()
    {
        RolePolicy Policy(CrlForge list) => new([Root.Anchor]) { TimestampAnchors = [TsaRoot.Anchor], Revocation = new RevocationPolicy([(list with { NextUpdate = Later.Instant.AddDays(1) }).Build()], false) };
        byte[] cms = With(Honest.Build());
        Verdicts.AssertTrusted(DocumentVerifier.Verify(Document, cms, Policy(new CrlForge(TsaRoot.Certificate)), Later).Verdict);
        Verdicts.AssertRejected(TimestampReasons.Revoked, DocumentVerifier.Verify(Document, cms, Policy(new CrlForge(TsaRoot.Certificate) { Revoked = [Tsa] }), Later).Verdict);
        // A token does not save a revoked signer: who has its key chooses the date.
        Verdicts.AssertRejected(RevocationReasons.Revoked, DocumentVerifier.Verify(Document, cms, Policy(new CrlForge(Root.Certificate) { Revoked = [Publisher] }), Later).Verdict);
    }

    [Fact]
    public void AllTokensMustHoldAndTheEarliestCounts()
    {
        TokenForge first = Honest with { Time = SamplePackage.Now.AddDays(-3) };
        DocumentAppraisal both = Judge(With(Plain, Honest.Build(), first.Build()));
        Verdicts.AssertTrusted(both.Verdict);
        Assert.Equal(first.Time, both.Signers[0].SignedBefore);
        Verdicts.AssertRejected(TimestampReasons.ImprintMismatch, Judge(With(Plain, Honest.Build(), new TokenForge(Tsa, [1]).Build())).Verdict);
    }

    [Fact]
    [RedTeam("G6", "Gives a malformed token", typeof(TimestampVerifier), "TIMESTAMP_MALFORMED")]
    public void NoTruncationOrBitFlipMakesATokenSayMore()
    {
        byte[] token = Honest.Build();
        for (int length = 0; length < token.Length; length++)
        {
            Assert.Null(Prove(token[..length]));
        }

        Assert.Null(Prove([.. token, 0]));
        Parallel.For(0, token.Length * 8, bit =>
        {
            byte[] changed = [.. token];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(Prove(changed) is null, $"bit {bit % 8} of byte {bit / 8} may be changed");
        });
    }

    private static DateTimeOffset? Prove(byte[] token)
    {
        CheckList checks = new();
        DateTimeOffset? time = TimestampVerifier.Verify(token, Signature, [], new RolePolicy([]) { TimestampAnchors = [TsaRoot.Anchor] }, Later, checks, "signer");
        Assert.Equal(time is null, checks.FirstFailure is not null);
        return time;
    }

    [Fact]
    public async Task OpensslsTokensCount()
    {
        using ScratchFolder folder = new();
        folder.Write("signature", Signature);
        File.WriteAllText(folder["tsa.pem"], SigningAuthority.CertificatePem(Tsa));
        File.WriteAllText(folder["tsa.key"], SigningAuthority.KeyPem(Tsa));
        File.WriteAllText(folder["serial"], "01\n");
        File.WriteAllText(
            folder["tsa.cnf"],
            $"[tsa]\ndefault_tsa=t\n[t]\nserial={folder["serial"]}\nsigner_digest=sha256\ndefault_policy=1.2.3.4.1\ndigests=sha256,sha384\n");
        await ToolRun.Must("openssl", "ts", "-query", "-data", folder["signature"], "-sha256", "-cert", "-out", folder["query"]);
        await ToolRun.Must(
            "openssl", "ts", "-reply", "-config", folder["tsa.cnf"], "-queryfile", folder["query"], "-signer", folder["tsa.pem"], "-inkey", folder["tsa.key"], "-out", folder["reply"]);
        byte[] token = SamplePackage.Ok(TimestampResponse.Token(File.ReadAllBytes(folder["reply"]))).ToArray();
        // openssl stamps the machine's time, which may lie after this test's certificate.
        CheckList checks = new();
        DateTimeOffset? time = TimestampVerifier.Verify(token, Signature, [], new RolePolicy([]) { TimestampAnchors = [TsaRoot.Anchor] }, Later, checks, "signer");
        Assert.True(time is not null, string.Join('\n', checks.All));
        Assert.InRange(DateTimeOffset.UtcNow - time.Value, TimeSpan.Zero, TimeSpan.FromMinutes(5));
    }

    private static void AssertRefused(Reason reason, byte[] token) => Verdicts.AssertRejected(reason, Judge(With(token)).Verdict);

    private static byte[] With(byte[] token) => With(Plain, token);

    private static byte[] With(byte[] plain, params byte[][] tokens)
    {
        SignedCms cms = new();
        cms.Decode(plain);
        foreach (byte[] token in tokens)
        {
            cms.SignerInfos[0].AddUnsignedAttribute(new AsnEncodedData("1.2.840.113549.1.9.16.2.14", token));
        }

        return cms.Encode();
    }

    private static byte[] SignatureOf(byte[] plain)
    {
        SignedCms cms = new();
        cms.Decode(plain);
        return cms.SignerInfos[0].GetSignature();
    }

    private static DocumentAppraisal Judge(byte[] cms) => Judge(cms, Later);

    private static DocumentAppraisal Judge(byte[] cms, VerificationTime time) =>
        DocumentVerifier.Verify(Document, cms, new RolePolicy([Root.Anchor]) { TimestampAnchors = [TsaRoot.Anchor] }, time);
}
