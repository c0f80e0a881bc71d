using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.TestKit;

namespace MLSecOps.Core.Tests.Update;

/// <summary>The state machine's stories, one a test, as a reader would tell them.</summary>
public class UpdateMachineStories
{
    private const string Engine = "engine";

    private static readonly UpdatePolicy Soaking = new(Enforce: true, ConfirmBy.Soak, RestoreTampered: true, AllowOpaque: false);

    [Fact]
    public void A_good_package_goes_all_the_way_and_raises_the_floor_only_when_confirmed()
    {
        SlotState state = Installed(3, Soaking);
        Assert.Equal(UpdatePhase.Current, state.Phase);
        Assert.Equal(0, state.Floor);

        state = Step(state, new UpdateEvent.SoakElapsed(Id(3)), Soaking).State;
        Assert.Equal(UpdatePhase.Confirmed, state.Phase);
        Assert.Equal(3, state.Floor);
        Assert.True(state.MayHandOut(Soaking, Engine));
    }

    [Fact]
    [RedTeam("G2", "Offers an older release to the running device", typeof(CandidateSteps), "RELEASE_BELOW_FLOOR")]
    public void A_lower_release_is_refused_and_the_current_one_stays()
    {
        SlotState state = Confirmed(5);
        UpdateStep refused = Run(state, Soaking, Offered(4), new UpdateEvent.Fetched(), Verified(4));
        Assert.Equal(5, refused.State.Current!.Id.Release);
        Assert.Equal(UpdatePhase.Confirmed, refused.State.Phase);
        Assert.Equal(PolicyReasons.ReleaseBelowFloor, refused.State.LastFailure);
        Assert.Contains(refused.Effects, effect => effect is UpdateEffect.Discard);
    }

    [Fact]
    public void A_refused_offer_is_not_tried_again_until_its_key_changes()
    {
        SlotState state = Run(Confirmed(5), Soaking, Offered(4), new UpdateEvent.Fetched(), Verified(4)).State;
        Assert.Empty(Step(state, Offered(4), Soaking).Effects);
        UpdateStep again = Step(state, new UpdateEvent.Offered(new Offer("other key", Id(4), "file")), Soaking);
        Assert.Contains(again.Effects, effect => effect is UpdateEffect.Fetch);
    }

    [Fact]
    [RedTeam("G2", "Stages an older release just before a newer one is confirmed", typeof(UpdateMachine))]
    public void A_floor_that_rises_past_a_staged_release_refuses_it_and_keeps_the_link()
    {
        // Found by the property test: release 2 was staged while release 3 was on probation, then release 3 was confirmed.
        SlotState staged = Run(Installed(3, Soaking), Soaking, Offered(2), new UpdateEvent.Fetched(), Verified(2), Clean, Passed).State;
        Assert.Equal(UpdatePhase.Staged, staged.Phase);
        UpdateStep confirmed = Step(staged, new UpdateEvent.SoakElapsed(Id(3)), Soaking);
        Assert.False(confirmed.State.IsBusy);
        Assert.Contains(confirmed.Effects, effect => effect is UpdateEffect.Switch { Release.Release: 3 });
        Assert.Equal(3, Run(confirmed.State, Soaking, new UpdateEvent.Placed(), new UpdateEvent.Switched(Id(2))).State.Current!.Id.Release);
    }

    [Fact]
    [RedTeam("G2", "Gives another manifest the number of the running release", typeof(CandidateSteps), "RELEASE_CONFLICT")]
    public void The_same_number_with_another_manifest_conflicts()
    {
        ReleaseId other = new(5, Sha256Digest.Of("other"u8));
        UpdateStep refused = Run(Confirmed(5), Soaking,
            new UpdateEvent.Offered(new Offer("k", other, "file")),
            new UpdateEvent.Fetched(),
            new UpdateEvent.PackageVerified(new InstalledRelease(other, "1.0.0", ModelFormat.Onnx, null)));
        Assert.Equal(StoreReasons.ReleaseConflict, refused.State.LastFailure);
        Assert.Equal(Id(5), refused.State.Current!.Id);
    }

    [Fact]
    [RedTeam("G3", "Exchanges the package between its offer and its verification", typeof(CandidateSteps), "CANDIDATE_CHANGED")]
    public void A_package_swapped_while_it_was_verified_is_refused()
    {
        UpdateStep refused = Run(new SlotState("m"), Soaking, Offered(1), new UpdateEvent.Fetched(), Verified(2));
        Assert.Equal(StoreReasons.CandidateChanged, refused.State.LastFailure);
        Assert.Equal(UpdatePhase.Idle, refused.State.Phase);
    }

    [Fact]
    public void A_failed_rehearsal_never_becomes_current()
    {
        UpdateStep refused = Run(Confirmed(1), Soaking, Offered(2), new UpdateEvent.Fetched(), Verified(2), Clean,
            new UpdateEvent.CandidateRehearsed(new(CheckOutcome.Failed, StoreReasons.ModelTampered, Engine)));
        Assert.Equal(1, refused.State.Current!.Id.Release);
        Assert.NotEmpty(refused.State.Refused);
    }

    [Fact]
    public void A_rehearsal_that_did_not_run_is_not_a_refusal_and_may_be_tried_again()
    {
        UpdateStep open = Run(Confirmed(1), Soaking, Offered(2), new UpdateEvent.Fetched(), Verified(2), Clean,
            new UpdateEvent.CandidateRehearsed(new(CheckOutcome.NotRun, StoreReasons.StoreFailed, "")));
        Assert.Equal(1, open.State.Current!.Id.Release);
        Assert.DoesNotContain(open.State.Refused, refused => refused.Key == "key-2");

        // Found with the first whole agent: a slot that became free was offered the same package again at once, for ever.
        Assert.Empty(Step(open.State, Offered(2), Soaking).Effects);
        Assert.NotEmpty(Run(open.State, Soaking, new UpdateEvent.RetryDue(), Offered(2)).Effects);
    }

    [Fact]
    [RedTeam("G1", "Brings a pass that was given by another inference engine", typeof(CandidateSteps), "REHEARSAL_STALE")]
    public void A_pass_under_another_engine_is_no_pass()
    {
        UpdateStep open = Run(Confirmed(1), Soaking, Offered(2), new UpdateEvent.Fetched(), Verified(2), Clean,
            new UpdateEvent.CandidateRehearsed(new(CheckOutcome.Passed, null, "another engine")));
        Assert.Equal(1, open.State.Current!.Id.Release);
        Assert.Equal(StoreReasons.RehearsalStale, open.State.LastFailure);
    }

    [Fact]
    public void Observe_reports_a_failed_rehearsal_and_blocks_nothing()
    {
        UpdatePolicy observe = Soaking with { Enforce = false };
        UpdateStep staged = Run(new SlotState("m"), observe, Offered(1), new UpdateEvent.Fetched(), Verified(1), Clean,
            new UpdateEvent.CandidateRehearsed(new(CheckOutcome.Failed, StoreReasons.ModelTampered, Engine)));
        Assert.Equal(UpdatePhase.Staged, staged.State.Phase);
        Assert.Contains(staged.Effects, effect => effect is UpdateEffect.Report { What: UpdateReport.RehearsalFailed });
    }

    [Fact]
    public void Tampering_is_reported_once_kept_as_evidence_and_restored()
    {
        UpdateStep noticed = Step(Confirmed(2), new UpdateEvent.Rechecked(Id(2), StoreReasons.ModelTampered), Soaking);
        Assert.Collection(noticed.Effects,
            effect => Assert.IsType<UpdateEffect.Report>(effect),
            effect => Assert.IsType<UpdateEffect.KeepEvidence>(effect),
            effect => Assert.IsType<UpdateEffect.Restore>(effect));
        Assert.False(noticed.State.MayHandOut(Soaking, Engine));

        Assert.Empty(Step(noticed.State, new UpdateEvent.Rechecked(Id(2), StoreReasons.ModelTampered), Soaking).Effects);

        UpdateStep restored = Run(noticed.State, Soaking, new UpdateEvent.Restored(Id(2)), new UpdateEvent.Rechecked(Id(2), null));
        Assert.Contains(restored.Effects, effect => effect is UpdateEffect.Report { What: UpdateReport.Restored });
        Assert.True(restored.State.MayHandOut(Soaking, Engine));
    }

    [Fact]
    public void Evidence_comes_before_the_restore_that_overwrites_it()
    {
        IReadOnlyList<UpdateEffect> effects = Step(Confirmed(2), new UpdateEvent.Rechecked(Id(2), StoreReasons.ModelTampered), Soaking).Effects;
        Assert.True(effects.ToList().FindIndex(effect => effect is UpdateEffect.KeepEvidence) < effects.ToList().FindIndex(effect => effect is UpdateEffect.Restore));
    }

    [Fact]
    public void A_fresh_copy_repairs_a_release_whose_restore_failed()
    {
        SlotState state = Run(Confirmed(2), Soaking,
            new UpdateEvent.Rechecked(Id(2), StoreReasons.ModelTampered),
            new UpdateEvent.RestoreFailed(Id(2), StoreReasons.RestoreFailed)).State;
        UpdateStep repaired = Run(state, Soaking, Offered(2), new UpdateEvent.Fetched(), Verified(2));
        Assert.Contains(repaired.Effects, effect => effect is UpdateEffect.KeepPackage);
        Assert.Contains(repaired.Effects, effect => effect is UpdateEffect.Restore);
    }

    [Fact]
    public void The_pristine_package_is_kept_before_the_switch_and_the_offer_removed_after_it()
    {
        SlotState staged = Run(new SlotState("m"), Soaking, Offered(1), new UpdateEvent.Fetched(), Verified(1), Clean, Passed).State;
        Assert.Collection(Step(staged, new UpdateEvent.Placed(), Soaking).Effects,
            effect => Assert.IsType<UpdateEffect.KeepPackage>(effect),
            effect => Assert.IsType<UpdateEffect.Switch>(effect));
        UpdateStep switched = Run(staged, Soaking, new UpdateEvent.Placed(), new UpdateEvent.Switched(Id(1)));
        Assert.Contains(switched.Effects, effect => effect is UpdateEffect.RemoveOffer);

        // Until it is removed the file may be seen again: that is no news.
        Assert.Empty(Step(switched.State, Offered(1), Soaking).Effects);
    }

    [Fact]
    public void A_release_on_probation_that_cannot_be_restored_gives_way_to_the_confirmed_one()
    {
        SlotState state = Installed(3, Soaking, Confirmed(2));
        UpdateStep back = Run(state, Soaking,
            new UpdateEvent.Rechecked(Id(3), StoreReasons.ModelTampered),
            new UpdateEvent.RestoreFailed(Id(3), StoreReasons.RestoreFailed));
        Assert.Equal(UpdatePhase.RolledBack, back.State.Phase);
        Assert.Equal(2, back.State.Current!.Id.Release);
        Assert.Contains(back.Effects, effect => effect is UpdateEffect.Switch { Release.Release: 2 });
        Assert.Equal(2, back.State.Floor);
    }

    [Fact]
    [RedTeam("G8", "Makes the model unreadable, so that nothing can be said of it", typeof(UpdateMachine), "RECHECK_FAILED")]
    public void Unreadable_is_not_tampered_and_not_good()
    {
        UpdateStep unknown = Step(Confirmed(2), new UpdateEvent.Rechecked(Id(2), StoreReasons.RecheckFailed), Soaking);
        Assert.Equal(Integrity.Unknown, unknown.State.Integrity);
        Assert.False(unknown.State.MayHandOut(Soaking, Engine));
        Assert.DoesNotContain(unknown.Effects, effect => effect is UpdateEffect.Restore);
    }

    [Fact]
    [RedTeam("G3", "Changes the model while the device is off", typeof(UpdateMachine))]
    public void After_a_start_nothing_is_handed_out_before_it_was_read_again()
    {
        SlotState state = Step(Confirmed(2), new UpdateEvent.Started(), Soaking).State;
        Assert.False(state.MayHandOut(Soaking, Engine));
        Assert.True(Step(state, new UpdateEvent.Rechecked(Id(2), null), Soaking).State.MayHandOut(Soaking, Engine));
    }

    [Fact]
    [RedTeam("G1", "Exchanges the inference engine while the device is off", typeof(UpdateMachine))]
    public void After_a_start_with_another_engine_it_is_inspected_and_the_suite_runs_again_first()
    {
        SlotState state = Step(Confirmed(2), new UpdateEvent.Started(), Soaking).State;
        UpdateStep read = UpdateMachine.Step(state, new UpdateEvent.Rechecked(Id(2), null), Soaking, "new engine");
        Assert.Contains(read.Effects, effect => effect is UpdateEffect.InspectCurrent);
        Assert.False(read.State.MayHandOut(Soaking, "new engine"));
        UpdateStep clean = UpdateMachine.Step(read.State, new UpdateEvent.CurrentInspected(Id(2), new(CheckOutcome.Passed, null, "new engine")), Soaking, "new engine");
        Assert.Contains(clean.Effects, effect => effect is UpdateEffect.RehearseCurrent);
        Assert.False(clean.State.MayHandOut(Soaking, "new engine"));
        UpdateStep passed = UpdateMachine.Step(clean.State, new UpdateEvent.CurrentRehearsed(Id(2), new(CheckOutcome.Passed, null, "new engine")), Soaking, "new engine");
        Assert.True(passed.State.MayHandOut(Soaking, "new engine"));
    }

    [Fact]
    [RedTeam("G7", "Cuts the power between staging and the switch", typeof(UpdateMachine))]
    public void A_crash_after_staging_ends_in_the_new_release_when_its_bytes_are_whole()
    {
        SlotState staged = Run(Confirmed(1), Soaking, Offered(2), new UpdateEvent.Fetched(), Verified(2), Clean, Passed).State;
        UpdateStep resumed = Run(staged, Soaking, new UpdateEvent.Started(), new UpdateEvent.Rechecked(Id(2), null));
        Assert.Contains(resumed.Effects, effect => effect is UpdateEffect.Switch { Release.Release: 2 });
        Assert.Equal(UpdatePhase.Current, Step(resumed.State, new UpdateEvent.Switched(Id(2)), Soaking).State.Phase);
    }

    [Fact]
    [RedTeam("G7", "Cuts the power after staging, with the new bytes torn", typeof(UpdateMachine), "MODEL_FILE_MISSING")]
    public void A_crash_after_staging_keeps_the_old_release_when_the_new_ones_bytes_are_torn()
    {
        SlotState staged = Run(Confirmed(1), Soaking, Offered(2), new UpdateEvent.Fetched(), Verified(2), Clean, Passed).State;
        UpdateStep resumed = Run(staged, Soaking, new UpdateEvent.Started(), new UpdateEvent.Rechecked(Id(2), StoreReasons.ModelFileMissing));
        Assert.Equal(1, resumed.State.Current!.Id.Release);
        Assert.Equal(UpdatePhase.Confirmed, resumed.State.Phase);
    }

    [Fact]
    [RedTeam("G7", "Cuts the power while a package is verified", typeof(UpdateMachine))]
    public void A_crash_while_verifying_forgets_the_attempt()
    {
        SlotState busy = Run(Confirmed(1), Soaking, Offered(2), new UpdateEvent.Fetched()).State;
        UpdateStep resumed = Step(busy, new UpdateEvent.Started(), Soaking);
        Assert.False(resumed.State.IsBusy);
        Assert.Contains(resumed.Effects, effect => effect is UpdateEffect.Discard);
    }

    private static UpdateEvent Clean => new UpdateEvent.CandidateInspected(new(CheckOutcome.Passed, null, Engine));

    private static UpdateEvent Passed => new UpdateEvent.CandidateRehearsed(new(CheckOutcome.Passed, null, Engine));

    private static ReleaseId Id(long release) => new(release, Sha256Digest.Of([(byte)release]));

    private static UpdateEvent Offered(long release) => new UpdateEvent.Offered(new Offer($"key-{release}", Id(release), "file"));

    private static UpdateEvent Verified(long release) =>
        new UpdateEvent.PackageVerified(new InstalledRelease(Id(release), $"1.0.{release}", ModelFormat.Onnx, null));

    private static SlotState Installed(long release, UpdatePolicy policy, SlotState? before = null) =>
        Run(before ?? new SlotState("m"), policy, Offered(release), new UpdateEvent.Fetched(), Verified(release), Clean, Passed, new UpdateEvent.Placed(), new UpdateEvent.Switched(Id(release))).State;

    private static SlotState Confirmed(long release) => Step(Installed(release, Soaking), new UpdateEvent.SoakElapsed(Id(release)), Soaking).State;

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
