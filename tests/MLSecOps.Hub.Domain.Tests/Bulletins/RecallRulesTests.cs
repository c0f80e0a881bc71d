using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Domain.Tests.Bulletins;

public sealed class RecallRulesTests
{
    private static readonly DateTimeOffset Later = Some.Noon.AddMinutes(1);

    [Fact]
    [RedTeam("G4", "Keeps a device off the line, so that it stays trusted with what publishers recalled", typeof(RecallRules), "MODEL_RELEASE_RECALLED")]
    public void What_a_device_was_last_known_to_run_is_judged_at_once()
    {
        (DeviceState state, FindingChanges changes) = RecallRules.Take(Runs("manifest"), Some.Bulletin(3, Some.Recall("manifest", "before")), [], Later);
        Assert.Equal((Verdict.Rejected, EvidenceReasons.ModelRecalled.Code, Later), (state.Verdict, state.Reason, state.VerdictSince));
        Assert.Equal((Verdict.Rejected, EvidenceReasons.ModelRecalled.Code), (state.Models[0].Verdict, state.Models[0].Reason));
        Finding finding = Assert.Single(changes.Findings);
        Assert.Equal((Some.Model, EvidenceReasons.ModelRecalled.Code, "bulletin 3: deaf in the rain"), (finding.Model, finding.Reason, finding.Detail));
        Assert.Equal(["the device runs a recalled release: bulletin 3: deaf in the rain", "verdict trusted -> rejected"], changes.Lines.Select(line => line.What));
    }

    [Fact]
    public void Another_manifest_of_the_same_number_is_another_release()
    {
        DeviceState before = Runs("another");
        (DeviceState state, FindingChanges changes) = RecallRules.Take(before, Some.Bulletin(1, Some.Recall("manifest")), [], Later);
        Assert.Same(before, state);
        Assert.Empty(changes.Findings);
        Assert.Empty(changes.Lines);
    }

    [Fact]
    public void A_device_of_which_nothing_is_known_is_not_judged()
    {
        DeviceState before = new(Some.Ueid) { Models = [new ModelState(Some.Model)] };
        Assert.Same(before, RecallRules.Take(before, Some.Bulletin(1, Some.Recall("manifest")), [], Later).State);
    }

    [Fact]
    public void What_evidence_showed_to_be_worse_stays_the_reason()
    {
        DeviceState before = Runs("manifest") with { Verdict = Verdict.Rejected, Reason = "MODEL_TAMPERED", VerdictSince = Some.Noon };
        before = before with { Models = [before.Models[0] with { Verdict = Verdict.Rejected, Reason = "MODEL_TAMPERED" }] };
        (DeviceState state, FindingChanges changes) = RecallRules.Take(before, Some.Bulletin(1, Some.Recall("manifest")), [], Later);
        Assert.Equal(("MODEL_TAMPERED", Some.Noon, "MODEL_TAMPERED"), (state.Reason, state.VerdictSince, state.Models[0].Reason));
        Assert.Equal(EvidenceReasons.ModelRecalled.Code, Assert.Single(changes.Findings).Reason);
    }

    [Fact]
    public void An_open_finding_is_not_opened_again() =>
        Assert.Empty(RecallRules.Take(Runs("manifest"), Some.Bulletin(2, Some.Recall("manifest")), [Some.Noticed(EvidenceReasons.ModelRecalled.Code, Some.Model)], Later).Changes.Findings);

    [Theory]
    [InlineData(17, false)]
    [InlineData(18, true)]
    public void A_release_below_the_least_is_withdrawn(long least, bool withdrawn)
    {
        StoredBulletin bulletin = Some.Bulletin(1) with { LeastReleases = new Dictionary<string, long> { [Some.Model] = least, ["other"] = 99 } };
        (DeviceState state, FindingChanges _) = RecallRules.Take(Runs("manifest"), bulletin, [], Later);
        Assert.Equal(withdrawn ? PolicyReasons.ReleaseBelowLeast.Code : null, state.Reason);
        Assert.Equal(withdrawn ? $"bulletin 1: release {least} is the least that may still be used" : null, RecallRules.Of(state.Models[0], bulletin)?.Detail);
    }

    [Fact]
    public void A_bulletin_is_frozen_after_its_last_day_and_says_the_same()
    {
        StoredBulletin bulletin = Some.Bulletin(1, Some.Recall("manifest"));
        Assert.False(bulletin.IsFrozen(bulletin.Expires));
        Assert.True(bulletin.IsFrozen(bulletin.Expires.AddSeconds(1)));
        Assert.NotNull(bulletin.WithdrawalOf(Some.Model, 17, Some.Digest("manifest")));
    }

    private static DeviceState Runs(string manifest) => new(Some.Ueid)
    {
        Verdict = Verdict.Trusted,
        VerdictSince = Some.Noon,
        Models = [new ModelState(Some.Model) { Verdict = Verdict.Trusted, Release = 17, ManifestDigest = $"{Some.Digest(manifest)}" }],
    };
}
