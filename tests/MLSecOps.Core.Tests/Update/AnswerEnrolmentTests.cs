using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Update;
using MLSecOps.TestKit;

namespace MLSecOps.Core.Tests.Update;

/// <summary>Exact answers of a device: enrolled once for each engine, compared ever after.</summary>
public sealed class AnswerEnrolmentTests
{
    private const string Engine = "engine";
    private const string Other = "other engine";

    private static readonly UpdatePolicy Enforcing = new(Enforce: true, ConfirmBy.Rehearsal, RestoreTampered: true, AllowOpaque: false);

    [Fact]
    public void The_decision_by_key_and_bits()
    {
        EnrolledAnswers known = EnrolledAnswers.Of(Id(1), Engine, Answers(1, 2));

        Assert.Equal(AnswerMatch.First, Decide([], Id(1), Engine, Answers(1, 2)));
        Assert.Equal(AnswerMatch.Same, Decide([known], Id(1), Engine, Answers(1, 2)));
        Assert.Equal(AnswerMatch.Changed, Decide([known], Id(1), Engine, Answers(1, 3)));
        Assert.Equal(AnswerMatch.OtherEngine, Decide([known], Id(1), Other, Answers(1, 3)));
        Assert.Equal(AnswerMatch.First, Decide([known], Id(2), Engine, Answers(1, 3)));
        Assert.Equal(AnswerMatch.Unstable, Decide([], Id(1), Engine, Answers(1, 2, runs: 1)));
        Assert.Equal(AnswerMatch.Unstable, Decide([], Id(1), Engine, []));
    }

    [Fact]
    [RedTeam("G3", "Has the worker say that it ran its vectors only once, or none, so that other bits mean nothing", typeof(AnswerEnrolment), "ANSWERS_CHANGED")]
    public void What_is_enrolled_is_compared_however_little_is_said_of_it()
    {
        EnrolledAnswers known = EnrolledAnswers.Of(Id(1), Engine, Answers(1, 2));
        Assert.Equal(AnswerMatch.Changed, Decide([known], Id(1), Engine, Answers(1, 3, runs: 1)));
        Assert.Equal(AnswerMatch.Changed, Decide([known], Id(1), Engine, []));
        Assert.Equal(AnswerMatch.Changed, Decide([known], Id(1), Engine, Answers(1, 2)[..1]));
        Assert.Equal(AnswerMatch.Changed, Decide([known], Id(1), Engine, [.. Answers(1, 2).Select(answer => answer with { Vector = "x" + answer.Vector })]));
    }

    [Fact]
    public void Order_does_not_count_and_what_changed_is_named()
    {
        EnrolledAnswers known = EnrolledAnswers.Of(Id(1), Engine, Answers(1, 2, 3));
        AnswerDigest[] now = [.. Answers(1, 9, 3).Reverse()];
        Assert.Equal(["v1"], known.Changed(now));
        Assert.Equal(AnswerMatch.Same, Decide([known], Id(1), Engine, [.. Answers(1, 2, 3).Reverse()]));
    }

    [Fact]
    public void Vectors_beyond_the_marks_still_decide()
    {
        byte[] many = [.. Enumerable.Range(0, EnrolledAnswers.MostMarks + 1).Select(i => (byte)i)];
        EnrolledAnswers known = EnrolledAnswers.Of(Id(1), Engine, Answers(many));
        Assert.Equal(EnrolledAnswers.MostMarks, known.Marks.Count);
        AnswerDigest last = Answers(many).OrderBy(answer => answer.Vector, StringComparer.Ordinal).Last();
        AnswerDigest[] now = [.. Answers(many).Select(answer => answer == last ? answer with { Bits = Sha256Digest.Of("x"u8) } : answer)];
        Assert.Empty(known.Changed(now));
        Assert.Equal(AnswerMatch.Changed, Decide([known], Id(1), Engine, now));
    }

    [Fact]
    public void A_pass_enrolls_and_the_same_bits_pass_again_without_news_or_a_write()
    {
        SlotState state = Installed(Answers(1, 2));
        EnrolledAnswers enrolled = Assert.Single(state.Answers);
        Assert.Equal(EnrolledAnswers.Of(Id(1), Engine, Answers(1, 2)).All, enrolled.All);

        UpdateStep first = Rehearse(state, Answers(1, 2));
        Assert.Equal(UpdateReport.Rehearsed, Told(first).Single().What);
        UpdateStep again = Rehearse(first.State, Answers(1, 2));
        Assert.Equal(UpdateReport.RehearsedAgain, Told(again).Single().What);
        Assert.Equal(first.State.ToDurable(), again.State.ToDurable());
        Assert.Equal(state.ToDurable(), again.State.ToDurable());
    }

    [Fact]
    [RedTeam("G3", "Changes answers within every tolerance: bad memory, or code that no digest shows", typeof(AnswerEnrolment), "ANSWERS_CHANGED")]
    public void Other_bits_within_tolerance_are_told_once_stop_the_model_and_end_when_they_come_back()
    {
        UpdateStep changed = Rehearse(Installed(Answers(1, 2)), Answers(1, 7));
        UpdateEffect.Report told = Assert.Single(Told(changed));
        Assert.Equal((UpdateReport.AnswersChanged, RehearsalReasons.AnswersChanged), (told.What, told.Reason));
        Assert.Equal("1 of 2 vectors answer with other bits: v1", told.Detail);
        Assert.False(changed.State.MayHandOut(Enforcing, Engine));
        Assert.True(changed.State.MayHandOut(Enforcing with { Enforce = false }, Engine));

        UpdateStep still = Rehearse(changed.State, Answers(8, 7));
        Assert.Empty(Told(still));
        Assert.False(still.State.MayHandOut(Enforcing, Engine));

        UpdateStep back = Rehearse(still.State, Answers(1, 2));
        Assert.Equal(UpdateReport.Rehearsed, Told(back).Single().What);
        Assert.True(back.State.MayHandOut(Enforcing, Engine));
        Assert.Equal(2, back.State.Answers.Single().Marks.Count);
    }

    [Fact]
    [RedTeam("G3", "Restarts the agent, or has the release installed again, so that changed answers are enrolled anew", typeof(AnswerEnrolment), "ANSWERS_CHANGED")]
    public void Neither_a_start_nor_the_same_release_again_enrolls_anew()
    {
        SlotState started = Run(Installed(Answers(1, 2)).ToDurable(), new UpdateEvent.Started(), new UpdateEvent.Rechecked(Id(1), null)).State;
        Assert.Equal(RehearsalReasons.AnswersChanged, Rehearse(started, Answers(1, 7)).State.LatestRehearsal!.Reason);

        SlotState gone = Installed(Answers(1, 2)) with { Current = null, Confirmed = null, Floor = 0, Refused = [], Phase = UpdatePhase.Idle };
        UpdateStep refused = Install(gone, Answers(1, 7));
        Assert.Null(refused.State.Current);
        Assert.Contains(refused.Effects, effect => effect is UpdateEffect.Report { What: UpdateReport.AnswersChanged, Detail: not null });
    }

    [Fact]
    public void Another_engine_enrolls_anew_and_keeps_the_old_answers()
    {
        SlotState state = Installed(Answers(1, 2));
        SlotState other = UpdateMachine.Step(state, Rehearsed(Answers(5, 6), Other), Enforcing, Other).State;
        Assert.Equal([Engine, Other], other.Answers.Select(answers => answers.Engine));
        Assert.Equal(RehearsalReasons.AnswersChanged, UpdateMachine.Step(other, Rehearsed(Answers(1, 6), Other), Enforcing, Other).State.LatestRehearsal!.Reason);

        SlotState before = UpdateMachine.Step(other, Rehearsed(Answers(1, 2), Engine), Enforcing, Engine).State;
        Assert.Equal(CheckOutcome.Passed, before.LatestRehearsal!.Outcome);
        Assert.Equal([Other, Engine], before.Answers.Select(answers => answers.Engine));
    }

    [Fact]
    public void Few_keys_are_kept_and_those_of_what_runs_last()
    {
        SlotState state = Installed(Answers(1, 2));
        for (int i = 0; i < 10; i++)
        {
            state = state with { Verified = new InstalledRelease(Id(20 + i), "1.0.0", ModelFormat.Onnx, null), Phase = UpdatePhase.Rehearsing, Candidate = new Offer($"k{i}", Id(20 + i), "file") };
            state = UpdateMachine.Step(state, new UpdateEvent.CandidateRehearsed(Result(Answers(3), Engine)), Enforcing, Engine).State;
        }

        Assert.Equal(AnswerEnrolment.MaxKept, state.Answers.Count);
        Assert.Contains(state.Answers, answers => answers.Release == Id(1));
    }

    [Fact]
    public void A_model_that_is_honestly_not_stable_passes_without_enrolment_and_it_is_said_why()
    {
        UpdateStep step = Install(new SlotState("m"), Answers(1, 2, runs: 1));
        Assert.Empty(step.State.Answers);
        UpdateStep again = Rehearse(Run(step.State, new UpdateEvent.Placed(), new UpdateEvent.Switched(Id(1))).State, Answers(4, 5, runs: 1));
        Assert.Equal(CheckOutcome.Passed, again.State.LatestRehearsal!.Outcome);
        Assert.Contains(Told(again), told => told is { What: UpdateReport.AnswersNotEnrolled, Reason.Code: "ANSWERS_UNSTABLE" });
        Assert.DoesNotContain(Told(Rehearse(again.State, Answers(6, 7, runs: 1))), told => told.What == UpdateReport.AnswersNotEnrolled);
    }

    [Fact]
    public void A_failed_or_unfinished_rehearsal_enrolls_nothing()
    {
        foreach (CheckOutcome outcome in new[] { CheckOutcome.Failed, CheckOutcome.NotRun })
        {
            RehearsalResult result = new(outcome, RehearsalReasons.OutputDeviates, Engine) { Answers = Answers(1, 2) };
            SlotState state = UpdateMachine.Step(Installed(Answers(1, 2)) with { Answers = [] }, new UpdateEvent.CurrentRehearsed(Id(1), result), Enforcing, Engine).State;
            Assert.Empty(state.Answers);
        }
    }

    internal static IReadOnlyList<AnswerDigest> Answers(byte[] bits, int runs = 2) =>
        [.. bits.Select((bit, index) => new AnswerDigest($"v{index}", Sha256Digest.Of([bit]), runs))];

    private static AnswerDigest[] Answers(byte one, byte two, int runs = 2) => [.. Answers([one, two], runs)];

    private static AnswerDigest[] Answers(params byte[] bits) => [.. Answers(bits, 2)];

    private static AnswerMatch Decide(IReadOnlyList<EnrolledAnswers> enrolled, ReleaseId release, string engine, IReadOnlyList<AnswerDigest> answers) =>
        AnswerEnrolment.Decide(enrolled, release, engine, answers).Match;

    private static SlotState Installed(IReadOnlyList<AnswerDigest> answers) =>
        Run(Install(new SlotState("m"), answers).State, new UpdateEvent.Placed(), new UpdateEvent.Switched(Id(1))).State;

    private static UpdateStep Install(SlotState before, IReadOnlyList<AnswerDigest> answers) => Run(
        before,
        new UpdateEvent.Offered(new Offer("key", Id(1), "file")),
        new UpdateEvent.Fetched(),
        new UpdateEvent.PackageVerified(new InstalledRelease(Id(1), "1.0.0", ModelFormat.Onnx, null)),
        new UpdateEvent.CandidateInspected(new(CheckOutcome.Passed, null, Engine)),
        new UpdateEvent.CandidateRehearsed(Result(answers, Engine)));

    private static UpdateStep Rehearse(SlotState state, IReadOnlyList<AnswerDigest> answers) => UpdateMachine.Step(state, Rehearsed(answers, Engine), Enforcing, Engine);

    private static UpdateEvent.CurrentRehearsed Rehearsed(IReadOnlyList<AnswerDigest> answers, string engine) => new(Id(1), Result(answers, engine));

    private static RehearsalResult Result(IReadOnlyList<AnswerDigest> answers, string engine) => new(CheckOutcome.Passed, null, engine) { Answers = answers };

    private static IEnumerable<UpdateEffect.Report> Told(UpdateStep step) => step.Effects.OfType<UpdateEffect.Report>();

    private static UpdateStep Run(SlotState state, params UpdateEvent[] events)
    {
        UpdateStep step = new(state, []);
        foreach (UpdateEvent happened in events)
        {
            step = UpdateMachine.Step(step.State, happened, Enforcing, Engine);
        }

        return step;
    }

    private static ReleaseId Id(long release) => new(release, Sha256Digest.Of([(byte)release]));
}
