using MLSecOps.Contracts.Hub;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Domain.Tests.Rollouts;

public sealed class RolloutRulesTests
{
    private static readonly Rollout Rollout = new(1, Some.Model, Some.Digest("manifest"), 17, "1.4.2", Some.Noon, "operator 1", [Some.Ueid]);

    [Fact]
    public void Without_a_sign_it_waits() => Is("waiting", null, Of(new DeviceState(Some.Ueid)));

    [Theory]
    [InlineData(Verdict.Trusted, "running", null)]
    [InlineData(Verdict.Rejected, "failed", "WHY")]
    [InlineData(Verdict.Inconclusive, "waiting", "WHY")]
    public void What_evidence_says_of_the_release_counts(Verdict verdict, string state, string? reason) => Is(state, reason, Of(Has("manifest", verdict)));

    [Fact]
    public void Another_release_is_not_it() => Is("waiting", null, Of(Has("another", Verdict.Trusted)));

    [Fact]
    public void A_refusal_of_this_release_fails_it() =>
        Is("failed", "MODEL_TAMPERED", Of(new DeviceState(Some.Ueid), Some.Open("package-refused", "MODEL_TAMPERED")));

    [Fact]
    public void A_refusal_of_another_release_does_not()
    {
        Finding other = Some.Open("package-refused", "MODEL_TAMPERED");
        Is("waiting", null, Of(new DeviceState(Some.Ueid), other with { Record = other.Record! with { ManifestDigest = $"{Some.Digest("another")}" } }));
        Is("waiting", null, Of(new DeviceState(Some.Ueid), other with { Record = other.Record! with { ManifestDigest = null, Release = 16 } }));
        Is("waiting", null, Of(new DeviceState(Some.Ueid), other with { Model = "other-model" }));
    }

    [Fact]
    public void What_is_tried_again_is_waited_for() =>
        Is("waiting", "FETCH_FAILED", Of(new DeviceState(Some.Ueid), Some.Open("fetch-failed", "FETCH_FAILED")));

    [Theory]
    [InlineData(1, "failed", "DIRECTIVE_OTHER_FLEET")]
    [InlineData(-1, "waiting", null)]
    public void A_refused_directive_counts_since_the_start(int minutes, string state, string? reason) => Is(
        state, reason, Of(new DeviceState(Some.Ueid), Some.Open("directive-refused", "DIRECTIVE_OTHER_FLEET", null) with { LastSeen = Some.Noon.AddMinutes(minutes) }));

    [Fact]
    [RedTeam("G8", "Goes silent in the middle of a rollout", typeof(RolloutRules))]
    public void A_silent_device_counts_as_failed_whatever_it_had_proven()
    {
        Is("failed", "DEVICE_SILENT", Of(new DeviceState(Some.Ueid), Some.Noticed("DEVICE_SILENT")));
        Is("failed", "DEVICE_SILENT", Of(Has("manifest", Verdict.Trusted), Some.Noticed("DEVICE_SILENT")));
    }

    [Fact]
    public void A_later_rollout_supersedes_one_that_is_not_running()
    {
        IssuedDirective directive = new(Some.Ueid, 2, Some.Noon, default, new Dictionary<string, string> { [Some.Model] = $"{Some.Digest("another")}" });
        Is("superseded", null, RolloutRules.Of(Rollout, Has("another", Verdict.Trusted), [], directive, null));
        Is("running", null, RolloutRules.Of(Rollout, Has("manifest", Verdict.Trusted), [], directive, null));
        IssuedDirective same = directive with { Desired = new Dictionary<string, string> { [Some.Model] = $"{Some.Digest("manifest")}" } };
        Is("waiting", null, RolloutRules.Of(Rollout, Has("another", Verdict.Trusted), [], same, null));
    }

    [Fact]
    [RedTeam("G8", "Still runs a release that publishers recalled, and was trusted before they did", typeof(RolloutRules), "RELEASE_RECALLED")]
    public void A_withdrawn_release_fails_everywhere_but_where_another_one_is_asked_for()
    {
        Withdrawal withdrawal = Some.Bulletin(1, Some.Recall("manifest")).WithdrawalOf(Some.Model, 17, Some.Digest("manifest"))!;
        IssuedDirective other = new(Some.Ueid, 2, Some.Noon, default, new Dictionary<string, string> { [Some.Model] = $"{Some.Digest("another")}" });
        Is("failed", "RELEASE_RECALLED", RolloutRules.Of(Rollout, Has("manifest", Verdict.Trusted), [], null, withdrawal));
        Is("failed", "RELEASE_RECALLED", RolloutRules.Of(Rollout, new DeviceState(Some.Ueid), [], null, withdrawal));
        Is("failed", "RELEASE_RECALLED", RolloutRules.Of(Rollout, Has("another", Verdict.Trusted), [Some.Noticed("DEVICE_SILENT")], null, withdrawal));
        Is("superseded", null, RolloutRules.Of(Rollout, Has("another", Verdict.Trusted), [], other, withdrawal));
    }

    private static RolloutDevice Of(DeviceState state, params Finding[] open) => RolloutRules.Of(Rollout, state, open, null, null);

    private static void Is(string state, string? reason, RolloutDevice device) => Assert.Equal(new RolloutDevice(Some.Ueid, state, reason), device);

    private static DeviceState Has(string manifest, Verdict verdict) =>
        new(Some.Ueid) { Models = [new ModelState(Some.Model) { ManifestDigest = $"{Some.Digest(manifest)}", Verdict = verdict, Reason = "WHY" }] };
}
