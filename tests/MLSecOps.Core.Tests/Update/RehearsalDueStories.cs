using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;

namespace MLSecOps.Core.Tests.Update;

/// <summary>When what is current is rehearsed again though a pass stands, and what that takes away meanwhile: nothing.</summary>
public sealed class RehearsalDueStories
{
    private const string Engine = "engine";

    private static readonly UpdatePolicy Enforcing = new(Enforce: true, ConfirmBy.Soak, RestoreTampered: true, AllowOpaque: false);

    [Fact]
    public void A_start_rehearses_once_the_bytes_are_known_and_the_model_is_handed_out_meanwhile()
    {
        UpdateStep read = Run(Good, new UpdateEvent.Started(), new UpdateEvent.Rechecked(Id, null));
        Assert.Single(read.Effects.OfType<UpdateEffect.RehearseCurrent>());
        Assert.True(read.State.MayHandOut(Enforcing, Engine));
        Assert.DoesNotContain(Run(read.State, new UpdateEvent.Rechecked(Id, null)).Effects, effect => effect is UpdateEffect.RehearseCurrent);
    }

    [Fact]
    public void The_schedule_rehearses_at_once_what_is_known_to_be_intact()
    {
        UpdateStep due = Run(Good, new UpdateEvent.RehearsalDue());
        Assert.IsType<UpdateEffect.RehearseCurrent>(Assert.Single(due.Effects));
        Assert.True(due.State.MayHandOut(Enforcing, Engine));
        Assert.Equal(Good, due.State);
    }

    [Fact]
    public void Bytes_that_are_not_known_or_not_the_signed_ones_are_not_run()
    {
        foreach (Reason failure in new[] { StoreReasons.ModelTampered, StoreReasons.RecheckFailed })
        {
            SlotState doubtful = Run(Good, new UpdateEvent.Rechecked(Id, failure)).State;
            UpdateStep due = Run(doubtful, new UpdateEvent.RehearsalDue());
            Assert.Empty(due.Effects);
            Assert.Equal(failure, UpdateMachine.Hindrance(due.State, Enforcing, Engine));
            Assert.Contains(Run(due.State, new UpdateEvent.Rechecked(Id, null)).Effects, effect => effect is UpdateEffect.RehearseCurrent);
        }
    }

    [Fact]
    public void What_the_inspection_blocks_is_not_run_and_it_is_said_why()
    {
        SlotState blocked = Run(Good, new UpdateEvent.CurrentInspected(Id, new(CheckOutcome.Failed, InspectionReasons.Blocked, Engine))).State;
        Assert.Empty(Run(blocked, new UpdateEvent.RehearsalDue()).Effects);
        Assert.Equal(InspectionReasons.Blocked, UpdateMachine.Hindrance(blocked, Enforcing, Engine));
        Assert.Null(UpdateMachine.Hindrance(blocked, Enforcing with { Enforce = false }, Engine));
    }

    [Fact]
    public void An_engine_that_is_another_one_is_inspected_with_first()
    {
        UpdateStep due = UpdateMachine.Step(Good, new UpdateEvent.RehearsalDue(), Enforcing, "new engine");
        Assert.IsType<UpdateEffect.InspectCurrent>(Assert.Single(due.Effects));
        UpdateStep seen = UpdateMachine.Step(due.State, new UpdateEvent.CurrentInspected(Id, new(CheckOutcome.Passed, null, "new engine")), Enforcing, "new engine");
        Assert.Contains(seen.Effects, effect => effect is UpdateEffect.RehearseCurrent);
    }

    [Fact]
    public void A_rehearsal_that_could_not_be_done_takes_no_pass_away_and_is_told_once()
    {
        UpdateEvent busy = new UpdateEvent.CurrentRehearsed(Id, new(CheckOutcome.NotRun, RehearsalReasons.LatencyExceeded, Engine));
        UpdateStep first = Run(Good, busy);
        Assert.Equal(UpdateReport.RehearsalNotRun, Assert.IsType<UpdateEffect.Report>(Assert.Single(first.Effects)).What);
        Assert.True(first.State.MayHandOut(Enforcing, Engine));
        Assert.Equal(Good.ToDurable(), first.State.ToDurable());
        Assert.Empty(Run(first.State, busy).Effects);

        UpdateStep passed = Run(first.State, new UpdateEvent.CurrentRehearsed(Id, new(CheckOutcome.Passed, null, Engine)));
        Assert.Contains(passed.Effects, effect => effect is UpdateEffect.Report { What: UpdateReport.Rehearsed });
    }

    [Fact]
    public void A_rehearsal_that_fails_takes_the_pass_away_and_is_told_once()
    {
        UpdateEvent failed = new UpdateEvent.CurrentRehearsed(Id, new(CheckOutcome.Failed, RehearsalReasons.OutputDeviates, Engine));
        UpdateStep first = Run(Good, failed);
        Assert.Contains(first.Effects, effect => effect is UpdateEffect.Report { What: UpdateReport.RehearsalFailed });
        Assert.False(first.State.MayHandOut(Enforcing, Engine));
        Assert.Empty(Run(first.State, failed).Effects);
    }

    [Fact]
    public void A_slot_without_a_release_or_with_an_opaque_one_has_nothing_to_rehearse()
    {
        Assert.Empty(Run(new SlotState("m"), new UpdateEvent.RehearsalDue()).Effects);
        SlotState opaque = Good with { Current = Good.Current! with { Format = ModelFormat.Opaque } };
        Assert.Empty(Run(opaque, new UpdateEvent.RehearsalDue()).Effects);
        Assert.Equal(RehearsalReasons.FormatOpaque, UpdateMachine.Hindrance(opaque, Enforcing, Engine));
    }

    private static ReleaseId Id { get; } = new(2, Sha256Digest.Of("2"u8));

    private static SlotState Good
    {
        get
        {
            InstalledRelease release = new(Id, "1.0.0", ModelFormat.Onnx, new(CheckOutcome.Passed, null, Engine)) { Inspection = Looked };
            return new SlotState("m") { Phase = UpdatePhase.Confirmed, Current = release, Confirmed = release, Floor = 2, Integrity = Integrity.Intact };
        }
    }

    private static InspectionResult Looked { get; } = new(CheckOutcome.Passed, null, Engine);

    private static UpdateStep Run(SlotState state, params UpdateEvent[] events)
    {
        UpdateStep step = new(state, []);
        foreach (UpdateEvent happened in events)
        {
            step = UpdateMachine.Step(step.State, happened, Enforcing, Engine);
        }

        return step;
    }
}
