using System.Security.Cryptography.X509Certificates;
using System.Text;

using MLSecOps.Core.Findings;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;

namespace MLSecOps.Trust.Tests.Revocation;

/// <summary>Lists that hide a revocation, or claim one, beside the honest list.</summary>
public sealed class RevocationTests
{
    private static readonly byte[] Document = Encoding.ASCII.GetBytes("""{"schema":"test/1"}""");
    private static readonly SigningAuthority Root = SigningAuthority.Create();
    private static readonly SigningAuthority Intermediate = Root.Intermediate();
    private static readonly X509Certificate2 Publisher = Intermediate.Issue();
    private static readonly X509Certificate2 Other = Intermediate.Issue("Other");
    private static readonly byte[] Cms = SamplePackage.Ok(DocumentSigner.Sign(Document, Publisher, Intermediate.Intermediates, SamplePackage.Now)).ToArray();
    private static readonly CrlForge Honest = new(Intermediate.Certificate) { Revoked = [Other] };
    private static readonly byte[] OfRoot = new CrlForge(Root.Certificate).Build();
    private static readonly CrlForge Revoking = Honest with { Revoked = [Other, Publisher] };

    [Fact]
    [RedTeam("G1", "Signs with a certificate that its authority has revoked", typeof(RevocationCheck), "SIGNER_REVOKED")]
    public void ARevokedSignerIsRefused()
    {
        Verdicts.AssertTrusted(Judge(true, Honest.Build(), OfRoot));
        AssertRejected(RevocationReasons.Revoked, Revoking.Build());
        // An attacker with the stolen key chooses the date; the revocation's own date does not matter either.
        AssertRejected(RevocationReasons.Revoked, (Revoking with { EntryExtensions = [CrlForge.Extension("2.5.29.21", false, [0x0a, 1, 4])] }).Build());
    }

    [Fact]
    [RedTeam("G1", "Signs below an intermediate authority that is revoked", typeof(RevocationCheck), "SIGNER_REVOKED")]
    public void ARevokedIntermediateIsRefused() =>
        AssertRejected(RevocationReasons.Revoked, Honest.Build(), new CrlForge(Root.Certificate) { Revoked = [Intermediate.Certificate] }.Build());

    [Fact]
    [RedTeam("G1", "Leaves out the revocation list that the policy requires, or gives one of an unrelated authority", typeof(RevocationCheck), "CRL_MISSING")]
    public void ARequiredListMustBeThereForEachCertificate()
    {
        byte[] unrelated = new CrlForge(SigningAuthority.Create("Unrelated Root").Certificate).Build();
        Verdicts.AssertRejected(RevocationReasons.Missing, Judge(true));
        Verdicts.AssertRejected(RevocationReasons.Missing, Judge(true, Honest.Build()));
        Verdicts.AssertRejected(RevocationReasons.Missing, Judge(true, OfRoot, unrelated));
        Verdicts.AssertTrusted(Judge(false));
        Verdicts.AssertTrusted(Judge(false, unrelated));
        Check notRun = Assert.Single(Judge(false, OfRoot).Checks, check => check is { Id: CheckIds.Revocation, Outcome: CheckOutcome.NotRun });
        Assert.Equal(RevocationReasons.NotKnown, notRun.Reason);
    }

    [Fact]
    [RedTeam("G1", "Makes a list in the authority's name with another key", typeof(RevocationCheck), "CRL_SIGNATURE_INVALID")]
    [RedTeam("G1", "Changes a list after it was signed", typeof(RevocationCheck), "CRL_SIGNATURE_INVALID")]
    public void AListOfAnotherKeyIsRefused()
    {
        SigningAuthority lookAlike = SigningAuthority.Create("Test Intermediate");
        Assert.Equal(Intermediate.Certificate.SubjectName.RawData, lookAlike.Certificate.SubjectName.RawData);
        AssertRejected(RevocationReasons.SignatureInvalid, new CrlForge(lookAlike.Certificate).Build());
        AssertRejected(RevocationReasons.SignatureInvalid, (Honest with { SignedBy = Root.Certificate }).Build());
        byte[] changed = Honest.Build();
        changed[^20] ^= 1;
        AssertRejected(RevocationReasons.SignatureInvalid, changed);
        // A forged list does not push aside the honest one that came before.
        AssertRejected(RevocationReasons.Revoked, Revoking.Build(), (Honest with { Number = 9, SignedBy = Root.Certificate }).Build());
    }

    [Fact]
    [RedTeam("G1", "Has lists signed by an authority whose key usage lacks cRLSign", typeof(RevocationCheck), "CRL_ISSUER_REFUSED")]
    public void AnIssuerWithoutTheRightToSignListsIsRefused()
    {
        SigningAuthority mute = Root.Intermediate("Mute", new CertificateProfile { Usages = [], CrlSign = false });
        byte[] cms = SamplePackage.Ok(DocumentSigner.Sign(Document, mute.Issue(), mute.Intermediates, SamplePackage.Now)).ToArray();
        Verdicts.AssertTrusted(Judge(cms, SamplePackage.Time, false));
        Verdicts.AssertRejected(RevocationReasons.IssuerRefused, Judge(cms, SamplePackage.Time, false, new CrlForge(mute.Certificate).Build()));
    }

    [Fact]
    [RedTeam("G1", "Holds back newer lists and keeps serving a stale one", typeof(RevocationCheck), "CRL_EXPIRED", "CRL_TIME_UNPROVEN")]
    [RedTeam("G1", "Gives a list from the future", typeof(RevocationCheck), "CRL_NOT_YET_VALID")]
    public void DatesOfListsAreJudgedByTheOriginOfTheTime()
    {
        CrlForge stale = Honest with { ThisUpdate = SamplePackage.Now.AddDays(-40), NextUpdate = SamplePackage.Now.AddDays(-10) };
        AssertRejected(RevocationReasons.Expired, stale.Build());
        Verdicts.AssertInconclusive(RevocationReasons.TimeUnproven, Judge(Cms, new VerificationTime(SamplePackage.Now, TimeOrigin.Floor), false, stale.Build()));
        // What a stale list revokes stays revoked.
        AssertRejected(RevocationReasons.Revoked, (stale with { Revoked = [Publisher] }).Build());
        CrlForge early = Honest with { ThisUpdate = SamplePackage.Now.AddHours(1) };
        AssertRejected(RevocationReasons.NotYetValid, early.Build());
        Verdicts.AssertTrusted(Judge(Cms, new VerificationTime(SamplePackage.Now, TimeOrigin.Floor), false, early.Build()));
    }

    [Fact]
    [RedTeam("G2", "Replaces a list by an older one that does not name the revoked certificate yet", typeof(RevocationList), "CRL_ROLLED_BACK", "SIGNER_REVOKED")]
    public void NumbersNeverGoBack()
    {
        CrlForge second = Honest with { Number = 2, ThisUpdate = SamplePackage.Now.AddHours(-1) };
        Verdicts.AssertTrusted(Judge(false, Honest.Build(), second.Build()));
        byte[] newest = second.Build();
        Verdicts.AssertTrusted(Judge(false, newest, newest));
        AssertRejected(RevocationReasons.RolledBack, second.Build(), Honest.Build());
        AssertRejected(RevocationReasons.RolledBack, second.Build(), (second with { Revoked = [] }).Build());
        AssertRejected(RevocationReasons.RolledBack, second.Build(), (second with { Number = 3, ThisUpdate = SamplePackage.Now.AddHours(-2) }).Build());
        AssertRejected(RevocationReasons.RolledBack, second.Build(), (second with { Number = null }).Build());
        AssertRejected(RevocationReasons.Revoked, (second with { Revoked = [Publisher] }).Build(), Honest.Build());
        AssertRejected(RevocationReasons.Revoked, Honest.Build(), (second with { Revoked = [Publisher] }).Build());
        // Numbers are of any length: 256 comes after 255.
        Verdicts.AssertTrusted(Judge(false, (Honest with { Number = 255 }).Build(), (second with { Number = 256 }).Build()));
    }

    [Fact]
    [RedTeam("G1", "Gives a delta, indirect or partial list, whose silence proves nothing", typeof(RevocationListParser), "CRL_SCOPE_REFUSED")]
    [RedTeam("G1", "Hides the meaning of a list in a critical extension", typeof(RevocationListParser), "CRL_EXTENSION_REFUSED")]
    public void PartialListsAndUnknownCriticalExtensionsAreRefused()
    {
        AssertRejected(RevocationReasons.ScopeRefused, With("2.5.29.27", true, [2, 1, 1]));
        AssertRejected(RevocationReasons.ScopeRefused, With("2.5.29.28", true, [0x30, 3, 0x84, 1, 0xff]));
        AssertRejected(RevocationReasons.ScopeRefused, With("2.5.29.28", true, [0x30, 3, 0x85, 1, 0xff]));
        AssertRejected(RevocationReasons.ScopeRefused, With("2.5.29.28", true, [0x30, 4, 0x83, 2, 1, 0x40]));
        AssertRejected(RevocationReasons.ExtensionRefused, With("1.2.3.4", true, [5, 0]));
        Verdicts.AssertTrusted(Judge(false, With("1.2.3.4", false, [5, 0])));
        AssertRejected(RevocationReasons.ScopeRefused, (Honest with { EntryExtensions = [CrlForge.Extension("2.5.29.29", true, [0x30, 0])] }).Build());
        AssertRejected(RevocationReasons.ScopeRefused, (Honest with { EntryExtensions = [CrlForge.Extension("2.5.29.21", false, [0x0a, 1, 8])] }).Build());
        AssertRejected(RevocationReasons.ExtensionRefused, (Honest with { EntryExtensions = [CrlForge.Extension("1.2.3.4", true, [5, 0])] }).Build());
    }

    [Fact]
    public void AListMayBeForEndEntitiesOrForAuthoritiesAlone()
    {
        byte[] users = [0x30, 3, 0x81, 1, 0xff], authorities = [0x30, 3, 0x82, 1, 0xff];
        Verdicts.AssertTrusted(Judge(true, With("2.5.29.28", true, users), OfRoot));
        Verdicts.AssertRejected(RevocationReasons.Missing, Judge(true, With("2.5.29.28", true, authorities), OfRoot));
        byte[] revoking = (Revoking with { Extensions = [CrlForge.Extension("2.5.29.28", true, users)] }).Build();
        AssertRejected(RevocationReasons.Revoked, revoking);
    }

    [Fact]
    [RedTeam("G6", "Gives a malformed list: truncated, trailing bytes, two algorithms, no next update", typeof(RevocationListParser), "CRL_MALFORMED")]
    public void MalformedListsAreRefused()
    {
        byte[] honest = Honest.Build();
        AssertRejected(RevocationReasons.Malformed, [.. honest, 0]);
        AssertRejected(RevocationReasons.Malformed, honest[..^1]);
        AssertRejected(RevocationReasons.Malformed, Array.Empty<byte>());
        AssertRejected(RevocationReasons.Malformed, (Honest with { NextUpdate = null }).Build());
        AssertRejected(RevocationReasons.Malformed, (Honest with { Version = 2 }).Build());
        AssertRejected(RevocationReasons.Malformed, (Honest with { InnerAlgorithm = "1.2.840.10045.4.3.3" }).Build());
        AssertRejected(RevocationReasons.Malformed, (Honest with { NextUpdate = SamplePackage.Now.AddDays(-2) }).Build());
        AssertRejected(RevocationReasons.Malformed, (Honest with { Revoked = [Other, Other] }).Build());
        AssertRejected(RevocationReasons.Malformed, new byte[(1 << 20) + 1]);
    }

    [Fact]
    public void EveryTruncationAndEveryBitFlipIsRefused()
    {
        byte[] honest = Honest.Build();
        RevocationPolicy Required(byte[] list) => new([list, OfRoot], true);
        for (int length = 0; length < honest.Length; length++)
        {
            Assert.IsType<TrustVerdict.Rejected>(Judge(Cms, SamplePackage.Time, Required(honest[..length])));
        }

        Parallel.For(0, honest.Length * 8, bit =>
        {
            byte[] changed = [.. honest];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsType<TrustVerdict.Rejected>(Judge(Cms, SamplePackage.Time, Required(changed)));
        });
    }

    [Fact]
    public async Task OpensslsListsAreRead()
    {
        using ScratchFolder folder = new();
        File.WriteAllText(folder["ca.pem"], SigningAuthority.CertificatePem(Intermediate.Certificate));
        File.WriteAllText(folder["ca.key"], SigningAuthority.KeyPem(Intermediate.Certificate));
        File.WriteAllText(folder["index.txt"], $"R\t300101000000Z\t261101000000Z,keyCompromise\t{Publisher.SerialNumber}\tunknown\t/CN=x\n");
        File.WriteAllText(folder["crlnumber"], "10\n");
        File.WriteAllText(folder["ca.cnf"], $"[ca]\ndefault_ca=d\n[d]\ndatabase={folder["index.txt"]}\ncrlnumber={folder["crlnumber"]}\ndefault_md=sha256\ndefault_crl_days=3650\ncrl_extensions=e\n[e]\nauthorityKeyIdentifier=keyid\n");
        await ToolRun.Must("openssl", "ca", "-config", folder["ca.cnf"], "-gencrl", "-keyfile", folder["ca.key"], "-cert", folder["ca.pem"], "-out", folder["crl.pem"]);
        await ToolRun.Must("openssl", "crl", "-in", folder["crl.pem"], "-outform", "DER", "-out", folder["crl.der"]);
        byte[] list = File.ReadAllBytes(folder["crl.der"]);
        // openssl dates the list by the machine's clock.
        VerificationTime now = new(DateTimeOffset.UtcNow, TimeOrigin.Argument);
        TrustVerdict verdict = Judge(Cms, now, false, list);
        Verdicts.AssertRejected(RevocationReasons.Revoked, verdict);
        Assert.Contains(verdict.Checks, check => check.Found?.EndsWith("revoked 2026-11-01T00:00:00Z, reason 1", StringComparison.Ordinal) == true);
        byte[] other = SamplePackage.Ok(DocumentSigner.Sign(Document, Other, Intermediate.Intermediates, SamplePackage.Now)).ToArray();
        Verdicts.AssertTrusted(Judge(other, now, false, list));
    }

    private static byte[] With(string oid, bool critical, byte[] value) => (Honest with { Extensions = [CrlForge.Extension(oid, critical, value)] }).Build();

    private static void AssertRejected(Reason reason, params byte[][] lists) => Verdicts.AssertRejected(reason, Judge(false, lists));

    private static TrustVerdict Judge(bool required, params byte[][] lists) =>
        Judge(Cms, SamplePackage.Time, new RevocationPolicy([.. lists.Select(list => (ReadOnlyMemory<byte>)list)], required));

    private static TrustVerdict Judge(byte[] cms, VerificationTime time, bool required, params byte[][] lists) =>
        Judge(cms, time, new RevocationPolicy([.. lists.Select(list => (ReadOnlyMemory<byte>)list)], required));

    private static TrustVerdict Judge(byte[] cms, VerificationTime time, RevocationPolicy revocation) =>
        DocumentVerifier.Verify(Document, cms, new RolePolicy([Root.Anchor]) { Revocation = revocation }, time).Verdict;
}
