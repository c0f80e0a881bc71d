using CsCheck;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.TestKit;

namespace MLSecOps.Core.Tests.Update;

/// <summary>G1 and G2 over arbitrary event sequences, crashes included: the shell may answer anything, in any order, twice or never.</summary>
public class UpdateMachineProperties
{
    private const string Engine = "ort-1 worker-a cpu";

    private static readonly Reason[] Causes = [StoreReasons.ModelTampered, StoreReasons.RecheckFailed, StoreReasons.StoreFailed];

    private static readonly Gen<ReleaseId> AnyRelease =
        from number in Gen.Long[1, 6]
        from content in Gen.Int[0, 1]
        select new ReleaseId(number, Sha256Digest.Of([(byte)number, (byte)content]));

    private static readonly Gen<InstalledRelease> AnyInstalled =
        from id in AnyRelease
        from format in Gen.Frequency((4, Gen.Const(ModelFormat.Onnx)), (1, Gen.Const(ModelFormat.Opaque)))
        select new InstalledRelease(id, $"1.0.{id.Release}", format, null);

    private static readonly Gen<RehearsalResult> AnyResult =
        from outcome in Gen.Enum<CheckOutcome>()
        from engine in Gen.Bool.Select(same => same ? Engine : "ort-2 worker-a cpu")
        from bits in Gen.Int[0, 2]
        select new RehearsalResult(outcome, outcome == CheckOutcome.Passed ? null : StoreReasons.ModelTampered, engine) { Answers = AnswerEnrolmentTests.Answers([(byte)bits]) };

    private static readonly Gen<InspectionResult> AnyInspection = AnyResult.Select(result => new InspectionResult(result.Outcome, result.Reason, result.Engine));

    private static readonly Gen<UpdateEvent> AnyEvent = Gen.OneOf<UpdateEvent>(
        Gen.Const<UpdateEvent>(new UpdateEvent.Started()),
        AnyRelease.Select(id => (UpdateEvent)new UpdateEvent.Offered(new Offer(id.FolderName, id, "file"))),
        Gen.Const<UpdateEvent>(new UpdateEvent.RetryDue()),
        Gen.Const<UpdateEvent>(new UpdateEvent.Fetched()),
        Gen.Const<UpdateEvent>(new UpdateEvent.RehearsalDue()),
        AnyInstalled.Select(release => (UpdateEvent)new UpdateEvent.PackageVerified(release)),
        Gen.Int[0, 2].Select(n => Causes[n]).Select(reason => (UpdateEvent)new UpdateEvent.PackageRefused(reason)),
        AnyInspection.Select(result => (UpdateEvent)new UpdateEvent.CandidateInspected(result)),
        AnyResult.Select(result => (UpdateEvent)new UpdateEvent.CandidateRehearsed(result)),
        Gen.Const<UpdateEvent>(new UpdateEvent.Placed()),
        AnyRelease.Select(id => (UpdateEvent)new UpdateEvent.Switched(id)),
        Gen.Int[0, 2].Select(n => Causes[n]).Select(reason => (UpdateEvent)new UpdateEvent.AttemptFailed(reason)),
        AnyRelease.Select(id => (UpdateEvent)new UpdateEvent.SoakElapsed(id)),
        AnyRelease.Select(id => (UpdateEvent)new UpdateEvent.ApplicationConfirmed(id)),
        AnyRelease.Select(Gen.Int[0, 3].Select(n => n == 3 ? null : Causes[n]), (id, failure) => (UpdateEvent)new UpdateEvent.Rechecked(id, failure)),
        AnyRelease.Select(AnyInspection, (id, result) => (UpdateEvent)new UpdateEvent.CurrentInspected(id, result)),
        AnyRelease.Select(AnyResult, (id, result) => (UpdateEvent)new UpdateEvent.CurrentRehearsed(id, result)),
        AnyRelease.Select(id => (UpdateEvent)new UpdateEvent.Restored(id)),
        AnyRelease.Select(id => (UpdateEvent)new UpdateEvent.RestoreFailed(id, StoreReasons.RestoreFailed)),
        Gen.Select(Gen.Select(AnyRelease, AnyRelease.Null()).Array[0, 3], Gen.Long[0, 4], (recalls, least) =>
            (UpdateEvent)new UpdateEvent.BulletinChanged(new ModelBulletin([.. recalls.Select(recall => new RecalledRelease(recall.Item1, recall.Item2))], least))),
        Gen.Select(Gen.Long[1, 3], Gen.Long[0, 6], (era, release) => (UpdateEvent)new UpdateEvent.FloorReset(era, release)));

    private static readonly Gen<UpdatePolicy> AnyPolicy =
        from enforce in Gen.Bool
        from confirm in Gen.Enum<ConfirmBy>()
        from restore in Gen.Bool
        from opaque in Gen.Bool
        select new UpdatePolicy(enforce, confirm, restore, opaque);

    /// <summary>Events that follow the effects most of the time, so that runs get far, mixed with arbitrary ones.</summary>
    private static readonly Gen<(UpdatePolicy Policy, (int Choice, UpdateEvent Any, bool Good)[] Script)> Runs =
        Gen.Select(AnyPolicy, Gen.Select(Gen.Int[0, 9], AnyEvent, Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false)))).Array[1, 60]);

    [Fact]
    [RedTeam("G1", "Makes parts of the agent answer anything, in any order, twice or never, crashes included, until a release that is unverified, uninspected or unrehearsed is current", typeof(UpdateMachine))]
    [RedTeam("G2", "Makes parts of the agent answer anything, in any order, twice or never, until the floor falls", typeof(UpdateMachine))]
    public void Every_run_keeps_the_promises() => Runs.Sample(run =>
    {
        SlotState state = new("m");
        HashSet<ReleaseId> verified = [];
        HashSet<ReleaseId> inspected = [];
        HashSet<ReleaseId> passed = [];
        HashSet<ReleaseId> wasConfirmed = [];
        Queue<UpdateEffect> pending = new();
        foreach ((int choice, UpdateEvent any, bool good) in run.Script)
        {
            UpdateEvent happened = choice < 7 && pending.TryDequeue(out UpdateEffect? effect) ? Answer(effect, good, any) : any;
            if (happened is UpdateEvent.PackageVerified { Release: var release } && state.Phase == UpdatePhase.Verifying)
            {
                verified.Add(release.Id);
            }

            UpdateStep step = UpdateMachine.Step(state, happened, run.Policy, Engine);
            Assert.Equivalent(step, UpdateMachine.Step(state, happened, run.Policy, Engine));

            if (happened is UpdateEvent.CandidateInspected looked && state.Phase == UpdatePhase.Inspecting
                && (looked.Result is { Outcome: CheckOutcome.Passed, Engine: Engine } || !run.Policy.Enforce))
            {
                inspected.Add(state.Verified!.Id);
            }

            if (happened is UpdateEvent.CandidateRehearsed rehearsed && state.Phase == UpdatePhase.Rehearsing
                && (rehearsed.Result is { Outcome: CheckOutcome.Passed, Engine: Engine } || !run.Policy.Enforce))
            {
                passed.Add(state.Verified!.Id);
            }

            foreach (UpdateEffect made in step.Effects)
            {
                InstalledRelease? ran = made is UpdateEffect.RehearseCandidate first ? first.Release : made is UpdateEffect.RehearseCurrent again ? again.Release : null;
                if (run.Policy.Enforce && ran is not null)
                {
                    Assert.True(UpdateMachine.PassedInspection(ran, run.Policy, Engine), "G1: a model is run before its inspection passed");
                }

                if (made is UpdateEffect.Switch { Release: var target })
                {
                    Assert.True(verified.Contains(target), "G1: a release that never verified is made current");
                    InstalledRelease chosen = new[] { step.State.Verified, step.State.Current }.First(known => known is not null && known.Id == target)!;
                    Assert.True(
                        passed.Contains(target) || (chosen.Format == ModelFormat.Opaque && run.Policy.AllowOpaque),
                        "G1: a release that was not rehearsed is made current");
                    Assert.True(
                        inspected.Contains(target) || (chosen.Format == ModelFormat.Opaque && run.Policy.AllowOpaque),
                        "G1: a release that was not inspected is made current");
                    Assert.True(
                        step.State.Bulletin.Refuse(target) is null || step.State.Current?.Id == target,
                        "G4: a recalled release is made current");
                    Assert.True(
                        target.Release >= step.State.Floor || wasConfirmed.Contains(target),
                        "G2: a release below the floor is made current");
                }
            }

            Assert.True(
                step.State.Floor >= state.Floor || (happened is UpdateEvent.FloorReset && step.State.FloorEra > state.FloorEra),
                "G2: the floor fell, and root did not lower it");
            Assert.True(step.State.FloorEra >= state.FloorEra, "G2: an era of the floor came back");
            Assert.Equal(step.State.Floor, Newer(state, step.State).Floor);
            Assert.Equal(step.State.Floor, Newer(step.State, state).Floor);
            if (step.State.Confirmed is not null)
            {
                wasConfirmed.Add(step.State.Confirmed.Id);
                Assert.True(step.State.FloorEra > 0 || step.State.Floor == step.State.Confirmed.Id.Release);
            }

            if (run.Policy.Enforce && step.State.MayHandOut(run.Policy, Engine))
            {
                Assert.Equal(Integrity.Intact, step.State.Integrity);
                Assert.Contains(step.State.Current!.Id, verified);
                Assert.True(UpdateMachine.PassedChecks(step.State.Current, run.Policy, Engine), "G1: a release whose checks do not count is handed out");
                Assert.True(step.State.Bulletin.Refuse(step.State.Current.Id) is null, "G4: a recalled release is handed out");
            }

            Assert.True(step.State.Answers.Count <= AnswerEnrolment.MaxKept);
            Assert.Equal(step.State.Answers.Count, step.State.Answers.Select(answers => (answers.Release, answers.Engine)).Distinct().Count());
            Assert.All(step.State.Answers, answers => Assert.True(
                state.Answers.All(before => before.Release != answers.Release || before.Engine != answers.Engine || before.All == answers.All),
                "G3: exact answers were enrolled anew over others"));
            Assert.Equal(step.State.IsBusy, step.State.Phase is UpdatePhase.Fetching or UpdatePhase.Verifying or UpdatePhase.Inspecting or UpdatePhase.Rehearsing or UpdatePhase.Staged);
            Assert.True(step.State.Refused.Count <= SlotState.MaxRefused);
            state = step.State;
            foreach (UpdateEffect made in step.Effects)
            {
                pending.Enqueue(made);
            }
        }
    }, iter: 20_000, seed: "0N0XIzNsQ0O2", threads: 1);

    // What loading makes of two generations of the state, in either order.
    private static SlotState Newer(SlotState one, SlotState other) => one.WithFloorOf(other);

    private static UpdateEvent Answer(UpdateEffect effect, bool good, UpdateEvent otherwise) => effect switch
    {
        UpdateEffect.Fetch => new UpdateEvent.Fetched(),
        UpdateEffect.Verify verify => good
            ? new UpdateEvent.PackageVerified(new InstalledRelease(verify.Offer.Claimed, "1.0.0", ModelFormat.Onnx, null))
            : new UpdateEvent.PackageRefused(StoreReasons.ModelTampered),
        UpdateEffect.InspectCandidate => new UpdateEvent.CandidateInspected(Looked(good)),
        UpdateEffect.InspectCurrent made => new UpdateEvent.CurrentInspected(made.Release.Id, Looked(good)),
        UpdateEffect.RehearseCandidate => new UpdateEvent.CandidateRehearsed(
            good ? new(CheckOutcome.Passed, null, Engine) : new(CheckOutcome.Failed, StoreReasons.ModelTampered, Engine)),
        UpdateEffect.Place => new UpdateEvent.Placed(),
        UpdateEffect.Switch made => new UpdateEvent.Switched(made.Release),
        UpdateEffect.StartSoak soak => good ? new UpdateEvent.SoakElapsed(soak.Release) : otherwise,
        UpdateEffect.Recheck recheck => new UpdateEvent.Rechecked(recheck.Release, good ? null : StoreReasons.ModelTampered),
        UpdateEffect.RehearseCurrent made => new UpdateEvent.CurrentRehearsed(
            made.Release.Id, good ? new(CheckOutcome.Passed, null, Engine) : new(CheckOutcome.Failed, StoreReasons.ModelTampered, Engine)),
        UpdateEffect.Restore restore => good ? new UpdateEvent.Restored(restore.Release) : new UpdateEvent.RestoreFailed(restore.Release, StoreReasons.RestoreFailed),
        _ => otherwise,
    };

    private static InspectionResult Looked(bool good) => good ? new(CheckOutcome.Passed, null, Engine) : new(CheckOutcome.Failed, InspectionReasons.Blocked, Engine);
}
