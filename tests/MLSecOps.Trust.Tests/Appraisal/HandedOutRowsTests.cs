using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Appraisal;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Tests.Evidence;

namespace MLSecOps.Trust.Tests.Appraisal;

public sealed class HandedOutRowsTests
{
    private static readonly Fleet Fleet = new();
    private static readonly AppraisalPolicy Policy = new("urn:mlsec:policy:test:1", new EarVerifier("mlsec", "test"));
    private static readonly ReferenceRelease Now = new(SampleEvidence.Release, SampleEvidence.Digest("model"));
    private static readonly ReferenceRelease Before = new(new ReleaseId(16, SampleEvidence.Digest("earlier manifest")), SampleEvidence.Digest("earlier model"));
    private static readonly HandedOut Given = new(Now.ModelFile, Now.Id.Manifest, SampleEvidence.Digest("program"), "/system.slice/inspection.service", SampleEvidence.IssuedAt, 1);
    private static readonly HandedOut GivenBefore = Given with { Model = Before.ModelFile, Manifest = Before.Id.Manifest };

    [Fact]
    public void The_signed_bytes_of_the_current_release_are_affirmed_and_named()
    {
        EarSubmodule model = Appraise([Given], Now);
        Assert.Equal(TrustTier.Affirming, model.Status);
        EarExplanation row = Row(model);
        Assert.Null(row.Reason);
        Assert.Equal($"release 17, 1 open, /system.slice/inspection.service running {SampleEvidence.Digest("program").Short}", row.Found);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    [RedTeam("G3", "Gives applications other bytes than it verified, with a changed agent", typeof(ModelAppraiser), "MODEL_HANDED_OUT_MISMATCH")]
    public void Other_bytes_contraindicate_whoever_has_them_open(long open)
    {
        EarSubmodule model = Appraise([Given with { Model = SampleEvidence.Digest("other"), Open = open }], Now);
        Assert.Equal((TrustTier.Contraindicated, (sbyte?)96, EvidenceReasons.HandedOutMismatch.Code), (model.Status, model.Vector![TrustAspect.Executables], Row(model).Reason));
        Assert.Equal($"{Now.ModelFile}", Row(model).Expected);
    }

    [Fact]
    public void An_earlier_release_in_a_process_is_named_and_is_no_fault_of_the_current_one()
    {
        EarSubmodule model = Appraise([GivenBefore], Now, Before);
        Assert.Equal((TrustTier.Affirming, ApplicationReasons.EarlierRelease.Code, "release 17"), (model.Status, Row(model).Reason, Row(model).Expected));
    }

    [Fact]
    [RedTeam("G4", "Keeps a recalled release open in an application after the device has replaced it", typeof(ModelAppraiser), "MODEL_RELEASE_RECALLED")]
    public void A_recalled_release_that_is_still_open_contraindicates()
    {
        ReferenceRelease recalled = Before with { Recalled = true };
        Assert.Equal((TrustTier.Contraindicated, EvidenceReasons.ModelRecalled.Code), Judged(Appraise([GivenBefore], Now, recalled)));
        Assert.Equal((TrustTier.Affirming, null), Judged(Appraise([GivenBefore with { Open = 0 }], Now, recalled)));
    }

    [Fact]
    public void A_release_that_nobody_knows_is_a_warning_while_it_is_open()
    {
        Assert.Equal((TrustTier.Warning, EvidenceReasons.ModelUnknown.Code), Judged(Appraise([GivenBefore], Now)));
        Assert.Equal((TrustTier.Affirming, null), Judged(Appraise([GivenBefore with { Open = 0 }], Now)));
    }

    [Fact]
    public void What_is_hidden_from_the_agent_is_said()
    {
        Assert.EndsWith("/app.scope", Row(Appraise([Given with { Executable = null, Unit = "/app.scope" }], Now)).Found, StringComparison.Ordinal);
        Assert.EndsWith("a program that the agent cannot see", Row(Appraise([Given with { Executable = null, Unit = null }], Now)).Found, StringComparison.Ordinal);
    }

    private static (TrustTier Status, string? Reason) Judged(EarSubmodule model) => (model.Status, Row(model).Reason);

    private static EarExplanation Row(EarSubmodule model) => Assert.Single(model.Explanation, row => row.Claim == "handed_out");

    private static EarSubmodule Appraise(IReadOnlyList<HandedOut> rows, params ReferenceRelease[] known)
    {
        EvidenceVerification verification = Fleet.Verify(Fleet.Sign(Fleet.Claims with { Models = [SampleEvidence.Model with { HandedOut = rows }] }));
        return Assert.Single(EvidenceAppraiser.Appraise(verification, new ReferenceValues([new ModelReference("vision", known, null, 17)]), Policy, SampleEvidence.IssuedAt).Models);
    }
}
