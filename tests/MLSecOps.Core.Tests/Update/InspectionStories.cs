using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.TestKit;

namespace MLSecOps.Core.Tests.Update;

/// <summary>What an inspection does to an update and to the release that is current.</summary>
public class InspectionStories
{
    private const string Engine = "engine";

    private static readonly UpdatePolicy Enforcing = new(Enforce: true, ConfirmBy.Rehearsal, RestoreTampered: true, AllowOpaque: false);

    private static readonly InspectionResult Clean = new(CheckOutcome.Passed, null, Engine);

    private static readonly InspectionResult Blocked = new(CheckOutcome.Failed, InspectionReasons.Blocked, Engine) { Blocking = ["GRAPH-SHADOW"] };

    private static readonly InspectionResult NotRun = new(CheckOutcome.NotRun, SandboxReasons.Crashed, Engine);

    [Fact]
    [RedTeam("G1", "Signs a model whose graph hides a backdoor and rolls it out", typeof(UpdateMachine), "MODEL_INSPECTION_BLOCKED")]
    public void What_blocks_is_refused_before_it_is_run_and_the_current_release_stays()
    {
        UpdateStep refused = Run(Installed(1), Enforcing, Offered(2), new UpdateEvent.Fetched(), Verified(2), new UpdateEvent.CandidateInspected(Blocked));
        Assert.Equal(1, refused.State.Current!.Id.Release);
        Assert.Equal(InspectionReasons.Blocked, refused.State.LastFailure);
        Assert.Equal(InspectionReasons.Blocked, Assert.Single(refused.State.Refused, offer => offer.Key == "key-2").Reason);
        Assert.Contains(refused.Effects, effect => effect is UpdateEffect.Report { What: UpdateReport.InspectionFailed });
        Assert.DoesNotContain(refused.Effects, effect => effect is UpdateEffect.RehearseCandidate);
        Assert.Contains(refused.Effects, effect => effect is UpdateEffect.Discard);
    }

    [Fact]
    public void A_candidate_is_compared_with_the_release_that_is_installed()
    {
        Assert.Null(Inspects(Run(new SlotState("m"), Enforcing, Offered(1), new UpdateEvent.Fetched(), Verified(1))).Installed);
        Assert.Equal(Id(1), Inspects(Run(Installed(1), Enforcing, Offered(2), new UpdateEvent.Fetched(), Verified(2))).Installed);
    }

    [Fact]
    [RedTeam("G8", "Crashes the worker that inspects a candidate", typeof(CandidateSteps), "WORKER_CRASHED")]
    public void An_inspection_that_did_not_run_is_neither_a_pass_nor_a_refusal()
    {
        UpdateStep open = Run(Installed(1), Enforcing, Offered(2), new UpdateEvent.Fetched(), Verified(2), new UpdateEvent.CandidateInspected(NotRun));
        Assert.Equal(UpdatePhase.Confirmed, open.State.Phase);
        Assert.Equal(1, open.State.Current!.Id.Release);
        Assert.DoesNotContain(open.State.Refused, refused => refused.Key == "key-2");
        Assert.Empty(Step(open.State, Offered(2), Enforcing).Effects);
        Assert.NotEmpty(Run(open.State, Enforcing, new UpdateEvent.RetryDue(), Offered(2)).Effects);
    }

    [Fact]
    [RedTeam("G1", "Brings a clean inspection by another worker", typeof(CandidateSteps), "INSPECTION_NOT_RUN")]
    public void A_pass_by_another_worker_is_no_pass()
    {
        UpdateStep open = Run(Installed(1), Enforcing, Offered(2), new UpdateEvent.Fetched(), Verified(2), new UpdateEvent.CandidateInspected(Clean with { Engine = "older" }));
        Assert.Equal(1, open.State.Current!.Id.Release);
        Assert.Equal(InspectionReasons.NotRun, open.State.LastFailure);
    }

    [Fact]
    public void Observe_reports_what_blocks_and_goes_on()
    {
        UpdatePolicy observe = Enforcing with { Enforce = false };
        UpdateStep going = Run(new SlotState("m"), observe, Offered(1), new UpdateEvent.Fetched(), Verified(1), new UpdateEvent.CandidateInspected(Blocked));
        Assert.Equal(UpdatePhase.Rehearsing, going.State.Phase);
        Assert.Contains(going.Effects, effect => effect is UpdateEffect.Report { What: UpdateReport.InspectionFailed });
        Assert.Contains(going.Effects, effect => effect is UpdateEffect.RehearseCandidate);
        Assert.Equal(Blocked, going.State.Verified!.Inspection);
    }

    [Fact]
    [RedTeam("G1", "Keeps a release current that an older worker found clean and a newer one does not", typeof(UpdateMachine), "MODEL_INSPECTION_BLOCKED")]
    public void A_newer_worker_inspects_the_current_release_again_and_what_blocks_is_not_handed_out()
    {
        const string newer = "newer engine";
        SlotState state = Step(Installed(1), new UpdateEvent.Started(), Enforcing).State;
        UpdateStep read = UpdateMachine.Step(state, new UpdateEvent.Rechecked(Id(1), null), Enforcing, newer);
        Assert.Equal(Id(1), Assert.IsType<UpdateEffect.InspectCurrent>(Assert.Single(read.Effects)).Release.Id);

        UpdateStep blocked = UpdateMachine.Step(read.State, new UpdateEvent.CurrentInspected(Id(1), Blocked with { Engine = newer }), Enforcing, newer);
        Assert.IsType<UpdateEffect.Report>(Assert.Single(blocked.Effects));
        Assert.False(blocked.State.MayHandOut(Enforcing, newer));
        Assert.Equal(Blocked.Blocking, blocked.State.Confirmed!.Inspection!.Blocking);
        Assert.True(blocked.State.MayHandOut(Enforcing with { Enforce = false }, newer));

        // Found once, told once; a worker after that looks again.
        Assert.Empty(UpdateMachine.Step(blocked.State, new UpdateEvent.Rechecked(Id(1), null), Enforcing, newer).Effects);
        Assert.IsType<UpdateEffect.InspectCurrent>(Assert.Single(UpdateMachine.Step(blocked.State, new UpdateEvent.Rechecked(Id(1), null), Enforcing, "newest").Effects));
    }

    [Fact]
    public void Observe_runs_what_it_found_something_in_and_does_not_inspect_it_again_at_each_recheck()
    {
        UpdatePolicy observe = Enforcing with { Enforce = false };
        const string newer = "newer engine";
        UpdateStep told = UpdateMachine.Step(Installed(1), new UpdateEvent.CurrentInspected(Id(1), Blocked with { Engine = newer }), observe, newer);
        Assert.Contains(told.Effects, effect => effect is UpdateEffect.Report { What: UpdateReport.InspectionFailed });
        Assert.Contains(told.Effects, effect => effect is UpdateEffect.RehearseCurrent);
        SlotState rehearsed = UpdateMachine.Step(told.State, new UpdateEvent.CurrentRehearsed(Id(1), new(CheckOutcome.Passed, null, newer)), observe, newer).State;
        Assert.Empty(UpdateMachine.Step(rehearsed, new UpdateEvent.Rechecked(Id(1), null), observe, newer).Effects);
    }

    [Fact]
    public void A_release_on_probation_that_is_found_out_gives_way_to_the_confirmed_one()
    {
        UpdatePolicy soaking = Enforcing with { ConfirmBy = ConfirmBy.Soak };
        SlotState state = Run(Installed(1), soaking, Offered(2), new UpdateEvent.Fetched(), Verified(2), new UpdateEvent.CandidateInspected(Clean), Passed, new UpdateEvent.Placed(), new UpdateEvent.Switched(Id(2))).State;
        UpdateStep back = Step(state, new UpdateEvent.CurrentInspected(Id(2), Blocked), soaking);
        Assert.Equal(1, back.State.Current!.Id.Release);
        Assert.Contains(back.Effects, effect => effect is UpdateEffect.Switch { Release.Release: 1 });
    }

    [Fact]
    public void A_release_of_an_older_agent_that_was_never_inspected_is_inspected_before_it_is_handed_out()
    {
        SlotState installed = Installed(1);
        SlotState before = installed with { Current = installed.Current! with { Inspection = null }, Confirmed = installed.Confirmed! with { Inspection = null } };
        Assert.False(before.MayHandOut(Enforcing, Engine));
        UpdateStep read = Step(before, new UpdateEvent.Rechecked(Id(1), null), Enforcing);
        Assert.Contains(read.Effects, effect => effect is UpdateEffect.InspectCurrent);

        // The rehearsal of that agent still counts: nothing else is asked.
        UpdateStep clean = Step(read.State, new UpdateEvent.CurrentInspected(Id(1), Clean), Enforcing);
        Assert.DoesNotContain(clean.Effects, effect => effect is UpdateEffect.RehearseCurrent);
        Assert.True(clean.State.MayHandOut(Enforcing, Engine));
    }

    [Fact]
    public void An_inspection_of_another_release_changes_nothing()
    {
        SlotState state = Installed(1);
        Assert.Same(state, Step(state, new UpdateEvent.CurrentInspected(Id(2), Blocked), Enforcing).State);
        Assert.Same(state, Step(state, new UpdateEvent.CandidateInspected(Blocked), Enforcing).State);
    }

    private static UpdateEffect.InspectCandidate Inspects(UpdateStep step) => Assert.Single(step.Effects.OfType<UpdateEffect.InspectCandidate>());

    private static UpdateEvent Passed => new UpdateEvent.CandidateRehearsed(new(CheckOutcome.Passed, null, Engine));

    private static ReleaseId Id(long release) => new(release, Sha256Digest.Of([(byte)release]));

    private static UpdateEvent Offered(long release) => new UpdateEvent.Offered(new Offer($"key-{release}", Id(release), "file"));

    private static UpdateEvent Verified(long release) => new UpdateEvent.PackageVerified(new InstalledRelease(Id(release), $"1.0.{release}", ModelFormat.Onnx, null));

    private static SlotState Installed(long release)
    {
        SlotState state = Run(new SlotState("m"), Enforcing, Offered(release), new UpdateEvent.Fetched(), Verified(release), new UpdateEvent.CandidateInspected(Clean), Passed,
            new UpdateEvent.Placed(), new UpdateEvent.Switched(Id(release))).State;
        Assert.Equal(UpdatePhase.Confirmed, state.Phase);
        return state;
    }

    private static UpdateStep Step(SlotState state, UpdateEvent happened, UpdatePolicy policy) => UpdateMachine.Step(state, happened, policy, Engine);

    private static UpdateStep Run(SlotState state, UpdatePolicy policy, params UpdateEvent[] events)
    {
        UpdateStep step = new(state, []);
        foreach (UpdateEvent happened in events)
        {
            step = Step(step.State, happened, policy);
        }

        return step;
    }
}
