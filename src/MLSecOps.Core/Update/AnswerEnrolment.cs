using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Core.Update;

/// <summary>Exact answers, enrolled on this device by the first pass under a key of release and engine: within a tolerance much can hide that is no rounding.</summary>
public static class AnswerEnrolment
{
    /// <summary>How many keys of one slot are kept. Of more the longest unused goes, and first what is of releases that are neither current nor confirmed.</summary>
    public const int MaxKept = 4;

    private const int MostNamed = 8;

    /// <summary>Decides what the answers of a pass are. Pure: the same arguments, the same decision.</summary>
    /// <param name="enrolled">What is enrolled, the longest unused first.</param>
    /// <param name="release">Which release passed.</param>
    /// <param name="engine">What answered.</param>
    /// <param name="answers">Its answers; untrusted, but the bits are believed only against themselves.</param>
    /// <returns>The decision, and what is enrolled under this key; null for nothing.</returns>
    public static (AnswerMatch Match, EnrolledAnswers? Known) Decide(
        IReadOnlyList<EnrolledAnswers> enrolled, ReleaseId release, string engine, IReadOnlyList<AnswerDigest> answers)
    {
        EnrolledAnswers? known = enrolled.FirstOrDefault(each => each.Release == release && each.Engine == engine);

        if (known is not null)
        {
            // What is enrolled was stable once, by the same suite: a report that says less of it now is held against it all the same.
            return (EnrolledAnswers.Of(release, engine, answers).All == known.All ? AnswerMatch.Same : AnswerMatch.Changed, known);
        }

        bool isStable = answers.Count > 0 && answers.All(answer => answer.Runs > 1);
        return (!isStable ? AnswerMatch.Unstable : enrolled.Any(each => each.Release == release) ? AnswerMatch.OtherEngine : AnswerMatch.First, null);
    }

    /// <summary>Holds a rehearsal against what is enrolled. A pass with other bits is no pass.</summary>
    /// <param name="state">The slot.</param>
    /// <param name="release">The release that was rehearsed.</param>
    /// <param name="result">How it ended.</param>
    /// <returns>The slot with what is enrolled now, the result that counts, and what to tell.</returns>
    internal static HeldRehearsal Hold(SlotState state, ReleaseId release, RehearsalResult result)
    {
        if (result.Outcome != CheckOutcome.Passed || result.Engine.Length == 0)
        {
            return new(state, result.ToDurable(), null);
        }

        (AnswerMatch match, EnrolledAnswers? known) = Decide(state.Answers, release, result.Engine, result.Answers);
        return match switch
        {
            AnswerMatch.Changed => new(
                state,
                result.ToDurable() with { Outcome = CheckOutcome.Failed, Reason = RehearsalReasons.AnswersChanged },
                new UpdateEffect.Report(UpdateReport.AnswersChanged, release, RehearsalReasons.AnswersChanged) { Detail = Describe(known!.Changed(result.Answers), result.Answers.Count) }),
            AnswerMatch.Same => new(Used(state, known!), result.ToDurable(), null),
            AnswerMatch.Unstable => new(
                state, result.ToDurable(), new UpdateEffect.Report(UpdateReport.AnswersNotEnrolled, release, RehearsalReasons.AnswersUnstable)),
            _ => new(
                Kept(state, EnrolledAnswers.Of(release, result.Engine, result.Answers)),
                result.ToDurable(),
                new UpdateEffect.Report(UpdateReport.AnswersEnrolled, release, null)
                {
                    Detail = $"{result.Answers.Count} vectors{(match == AnswerMatch.OtherEngine ? ", another engine than before" : "")}, under {result.Engine}",
                }),
        };
    }

    // The newest last. Nothing moves where it is there already, so that a pass like the one before writes no state.
    private static SlotState Used(SlotState state, EnrolledAnswers known) =>
        ReferenceEquals(state.Answers[^1], known) ? state : state with { Answers = [.. state.Answers.Where(each => !ReferenceEquals(each, known)), known] };

    private static SlotState Kept(SlotState state, EnrolledAnswers fresh)
    {
        List<EnrolledAnswers> kept = [.. state.Answers];
        while (kept.Count >= MaxKept)
        {
            int old = kept.FindIndex(each => each.Release != state.Current?.Id && each.Release != state.Confirmed?.Id);
            kept.RemoveAt(Math.Max(old, 0));
        }

        return state with { Answers = [.. kept, fresh] };
    }

    private static string Describe(IReadOnlyList<string> changed, int all) =>
        $"{changed.Count} of {all} vectors answer with other bits: {string.Join(", ", changed.Take(MostNamed))}{(changed.Count > MostNamed ? ", ..." : "")}";
}
