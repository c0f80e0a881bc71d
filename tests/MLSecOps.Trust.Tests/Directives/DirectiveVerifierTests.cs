using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Directives;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tests.Evidence;

namespace MLSecOps.Trust.Tests.Directives;

public sealed class DirectiveVerifierTests
{
    private static readonly SigningAuthority Authority = SigningAuthority.Create("Test Director Root");
    private static readonly X509Certificate2 Director = Authority.Issue("Test Director");
    private static readonly RolePolicy Policy = new([Authority.Anchor]);
    private static readonly DirectiveContext Device = new("acme", SampleEvidence.Ueid(), DirectiveMemory.Empty);

    private static readonly Directive Sample = new(
        "acme",
        new DirectiveScope.Device(SampleEvidence.Ueid()),
        7,
        SampleEvidence.IssuedAt.AddHours(-1),
        SampleEvidence.IssuedAt.AddHours(23),
        false,
        [new DesiredRelease("vision", new ReleaseId(17, SampleEvidence.Digest("manifest")), 4096, ["https://hub.example/packages/x.mlpkg"])]);

    [Fact]
    public void An_honest_directive_is_trusted_and_remembered()
    {
        DirectiveAppraisal appraisal = Verify(Sample);
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Equal("vision", Assert.Single(appraisal.Directive!.Desired).Model);
        DirectiveRecord record = Assert.Single(appraisal.Memory.Records);
        Assert.Equal(($"device:{SampleEvidence.Device}", 7L, appraisal.Document), (record.Scope, record.Sequence, record.Document));
        Assert.Equal(Assert.Single(appraisal.Signers).Key, record.Signer);
    }

    [Fact]
    [RedTeam("G4", "Forges a directive, changes one after signing, or leaves out its signature", typeof(DocumentVerifier), "SIGNATURE_DIGEST_MISMATCH", "SIGNATURE_MISSING", "SIGNER_CHAIN_UNTRUSTED")]
    public void A_forged_directive_is_refused()
    {
        byte[] document = Write(Sample);
        ReadOnlyMemory<byte> cms = Sign(document, Director);
        byte[] changed = Write(Sample with { Desired = [Sample.Desired[0] with { SizeBytes = 4097 }] });
        DirectiveAppraisal appraisal = DirectiveVerifier.Verify(changed, cms, Policy, Device, Fleet.Now);
        Verdicts.AssertRejected(SignatureReasons.DigestMismatch, appraisal.Verdict);
        Assert.Null(appraisal.Directive);
        Assert.Empty(appraisal.Memory.Records);
        Verdicts.AssertRejected(SignatureReasons.Missing, DirectiveVerifier.Verify(document, null, Policy, Device, Fleet.Now).Verdict);
        X509Certificate2 other = SigningAuthority.Create("Test Director Root").Issue("Test Director");
        Verdicts.AssertRejected(SignatureReasons.ChainUntrusted, DirectiveVerifier.Verify(document, Sign(document, other), Policy, Device, Fleet.Now).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Sends a directive to another device or fleet than it is for", typeof(DirectiveVerifier), "DIRECTIVE_OTHER_DEVICE", "DIRECTIVE_OTHER_FLEET")]
    public void A_directive_for_another_device_or_fleet_is_refused()
    {
        Ueid other = SampleEvidence.Ueid("01ffffffffffffffffffffffffffffffff");
        DirectiveAppraisal elsewhere = Verify(Sample with { Scope = new DirectiveScope.Device(other) });
        Verdicts.AssertRejected(EvidenceReasons.DirectiveScopeMismatch, elsewhere.Verdict);
        Assert.Empty(elsewhere.Memory.Records);
        Verdicts.AssertRejected(EvidenceReasons.DirectiveFleet, Verify(Sample with { Fleet = "Acme" }).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Addresses a directive to a group that the device is not in", typeof(DirectiveVerifier), "DIRECTIVE_OTHER_DEVICE")]
    public void A_group_needs_proof_of_membership()
    {
        Directive group = Sample with { Scope = new DirectiveScope.Group("line-3") };
        Verdicts.AssertRejected(EvidenceReasons.DirectiveScopeMismatch, Verify(group).Verdict);
        Verdicts.AssertTrusted(Verify(group, Device with { Groups = ["line-3"] }).Verdict);
        Verdicts.AssertRejected(EvidenceReasons.DirectiveScopeMismatch, Verify(group with { Scope = new DirectiveScope.Group(SampleEvidence.Device) }).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Replays an older directive, or gives another one the same number", typeof(DirectiveVerifier), "DIRECTIVE_SEQUENCE_OLDER", "DIRECTIVE_SEQUENCE_REUSED")]
    public void Sequences_never_go_back_per_signer_and_scope()
    {
        DirectiveContext after = Device with { Memory = Verify(Sample).Memory };
        Verdicts.AssertRejected(EvidenceReasons.DirectiveOlder, Verify(Sample with { Sequence = 6 }, after).Verdict);
        Verdicts.AssertRejected(EvidenceReasons.DirectiveConflict, Verify(Sample with { Hold = true }, after).Verdict);
        DirectiveAppraisal again = Verify(Sample, after);
        Verdicts.AssertTrusted(again.Verdict);
        Assert.Equal(after.Memory.Records, again.Memory.Records);
        DirectiveAppraisal next = Verify(Sample with { Sequence = 8 }, after);
        Verdicts.AssertTrusted(next.Verdict);
        Assert.Equal(8, Assert.Single(next.Memory.Records).Sequence);

        // Another scope and another signer count by themselves.
        DirectiveContext grouped = after with { Groups = ["line-3"] };
        DirectiveAppraisal group = Verify(Sample with { Scope = new DirectiveScope.Group("line-3"), Sequence = 1 }, grouped);
        Verdicts.AssertTrusted(group.Verdict);
        Assert.Equal(2, group.Memory.Records.Count);
        Verdicts.AssertTrusted(Verify(Sample with { Sequence = 1 }, after, Authority.Issue("Second Director")).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Shuts out later directives with a huge number in one that is refused", typeof(DirectiveVerifier))]
    public void A_refused_directive_is_not_remembered()
    {
        DirectiveAppraisal refused = Verify(Sample with { Sequence = 1_000_000, Fleet = "other" });
        Assert.IsType<TrustVerdict.Rejected>(refused.Verdict);
        Assert.Empty(refused.Memory.Records);
    }

    [Fact]
    [RedTeam("G4", "Replays a directive after it expired, or before it was issued", typeof(DirectiveVerifier), "DIRECTIVE_EXPIRED", "DIRECTIVE_NOT_YET_ISSUED")]
    [RedTeam("G8", "Takes the clock from a device, so that a directive's expiry cannot be proven", typeof(DirectiveVerifier), "DIRECTIVE_TIME_UNPROVEN")]
    public void Expiry_is_three_valued()
    {
        DateTimeOffset later = Sample.Expires.AddSeconds(1);
        Verdicts.AssertRejected(EvidenceReasons.DirectiveExpired, Verify(Sample, time: new VerificationTime(later, TimeOrigin.Clock)).Verdict);
        DirectiveAppraisal unproven = Verify(Sample, time: new VerificationTime(later, TimeOrigin.Floor));
        Verdicts.AssertInconclusive(EvidenceReasons.DirectiveTimeUnproven, unproven.Verdict);
        Assert.Empty(unproven.Memory.Records);
        Verdicts.AssertTrusted(Verify(Sample, time: new VerificationTime(Sample.Expires, TimeOrigin.Clock)).Verdict);
        DateTimeOffset early = Sample.Issued.AddMinutes(-6);
        Verdicts.AssertRejected(EvidenceReasons.DirectiveNotYetIssued, Verify(Sample, time: new VerificationTime(early, TimeOrigin.Clock)).Verdict);
        Verdicts.AssertTrusted(Verify(Sample, time: new VerificationTime(early, TimeOrigin.Floor)).Verdict);
    }

    [Fact]
    [RedTeam("G4", "Presents another signed document as a directive", typeof(DirectiveParser), "DIRECTIVE_SCHEMA_UNSUPPORTED")]
    public void Another_kind_of_signed_document_is_no_directive()
    {
        byte[] document = System.Text.Encoding.UTF8.GetBytes("""{"schema":"mlsec.bulletin/1"}""");
        DirectiveAppraisal appraisal = DirectiveVerifier.Verify(document, Sign(document, Director), Policy, Device, Fleet.Now);
        Verdicts.AssertRejected(EvidenceReasons.DirectiveSchema, appraisal.Verdict);
        Assert.Contains(appraisal.Verdict.Checks, check => check is { Id: DirectiveChecks.Fleet, Outcome: CheckOutcome.NotRun });
    }

    [Fact]
    public void A_report_names_everything_that_is_wrong()
    {
        DirectiveContext after = Device with { Fleet = "other", Memory = Verify(Sample).Memory };
        TrustVerdict verdict = Verify(Sample with { Sequence = 6 }, after).Verdict;
        Assert.Equal(
            [EvidenceReasons.DirectiveFleet, EvidenceReasons.DirectiveOlder],
            verdict.Checks.Where(check => check.Outcome == CheckOutcome.Failed).Select(check => check.Reason!));
    }

    private static DirectiveAppraisal Verify(Directive directive, DirectiveContext? context = null, X509Certificate2? signer = null, VerificationTime? time = null)
    {
        byte[] document = Write(directive);
        return DirectiveVerifier.Verify(document, Sign(document, signer ?? Director), Policy, context ?? Device, time ?? Fleet.Now);
    }

    private static byte[] Write(Directive directive) => Fleet.Value(DirectiveWriter.Write(directive)).ToArray();

    private static ReadOnlyMemory<byte> Sign(byte[] document, X509Certificate2 signer) => Fleet.Value(DocumentSigner.Sign(document, signer, [], SampleEvidence.IssuedAt));
}
