using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;

namespace MLSecOps.EdgeAgent.Update;

/// <summary>Those who asked for a rehearsal and wait for its end. Safe to call from several threads.</summary>
internal sealed class AskedRehearsals
{
    private readonly Lock _gate = new();
    private List<(ReleaseId? Release, TaskCompletionSource<RehearsalResult> Ended)> _waiting = [];

    /// <summary>Waits for the next rehearsal that ends.</summary>
    /// <param name="release">The release that is current now.</param>
    public Task<RehearsalResult> Add(ReleaseId? release)
    {
        TaskCompletionSource<RehearsalResult> ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Add((release, ended));
        }

        return ended.Task;
    }

    /// <summary>Answers those for whom there is an answer now: the rehearsal ended, or there will be none.</summary>
    /// <param name="happened">The slot's newest event.</param>
    /// <param name="state">The slot after it.</param>
    /// <param name="hindrance">Why the current release cannot be rehearsed as things are; null when it can.</param>
    public void Answer(UpdateEvent happened, SlotState state, Reason? hindrance)
    {
        bool ended = happened is UpdateEvent.CurrentRehearsed rehearsed && rehearsed.Release == state.Current?.Id;
        List<(TaskCompletionSource<RehearsalResult> Ended, RehearsalResult Result)> answers = [];
        lock (_gate)
        {
            if (_waiting.Count == 0)
            {
                return;
            }

            List<(ReleaseId? Release, TaskCompletionSource<RehearsalResult> Ended)> wait = [];
            foreach ((ReleaseId? release, TaskCompletionSource<RehearsalResult> asked) in _waiting)
            {
                // A release that is current no more is not rehearsed any more either.
                Reason? why = hindrance ?? (release != state.Current?.Id ? RehearsalReasons.NothingRan : null);
                if (ended && release == state.Current?.Id && state.LatestRehearsal is { } result)
                {
                    answers.Add((asked, result));
                }
                else if (why is not null)
                {
                    answers.Add((asked, new RehearsalResult(CheckOutcome.NotRun, why, string.Empty)));
                }
                else
                {
                    wait.Add((release, asked));
                }
            }

            _waiting = wait;
        }

        foreach ((TaskCompletionSource<RehearsalResult> asked, RehearsalResult result) in answers)
        {
            asked.TrySetResult(result);
        }
    }
}
