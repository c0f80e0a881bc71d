using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Eat;

namespace MLSecOps.EdgeAgent.Evidence;

/// <summary>Has the worker answer the challenge of a nonce, one model after the other, before evidence is made of it. Evidence never waits longer than one job of the worker may take; what was not answered by then is stated so.</summary>
/// <param name="state">What the agent knows of itself.</param>
/// <param name="ask">Asks the worker: about a current release, for a nonce, as a device.</param>
/// <param name="schedule">For which nonces.</param>
/// <param name="patience">The longest for all models of one nonce together.</param>
/// <param name="time">The clock of patience.</param>
internal sealed class ChallengeResponder(
    Func<EvidenceState> state,
    Func<SlotState, ReadOnlyMemory<byte>, Ueid, CancellationToken, Task<ChallengeResponse>> ask,
    ChallengeSchedule schedule,
    Func<TimeSpan> patience,
    TimeProvider time) : IDisposable
{
    // A broker can bring the same question again and again; it costs one run.
    private const int Remembered = 4;

    private readonly SemaphoreSlim _lane = new(1, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly LinkedList<(ReadOnlyMemory<byte> Nonce, ChallengeResponses Responses)> _given = new();

    /// <summary>Answers; for one nonce at a time. What fails is part of the result.</summary>
    /// <param name="nonce">The hub's, verified.</param>
    /// <param name="isOwn">True for a question to this device alone.</param>
    /// <param name="ueid">This device.</param>
    public async Task<ChallengeResponses> AnswerAsync(ReadOnlyMemory<byte> nonce, bool isOwn, Ueid ueid)
    {
        try
        {
            await _lane.WaitAsync(_stopping.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            return new ChallengeResponses(new Dictionary<ReleaseId, ChallengeResponse>());
        }

        try
        {
            EvidenceState now = state();
            SlotState[] slots = [.. now.Slots.Where(slot => slot.Current is not null).OrderBy(slot => slot.Model, StringComparer.Ordinal).Take(EvidenceLimits.Models)];
            ChallengeResponses? before = _given.FirstOrDefault(given => given.Nonce.Span.SequenceEqual(nonce.Span)).Responses;
            using CancellationTokenSource late = new(patience(), time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, _stopping.Token);
            Dictionary<ReleaseId, ChallengeResponse> responses = [];
            ReleaseId[] current = [.. slots.Select(slot => slot.Current!.Id)];
            foreach (SlotState slot in slots)
            {
                responses[slot.Current!.Id] = before?.Of(slot) is { Answers: not null } known ? known : await AnswerAsync(slot, now, nonce, isOwn, ueid, current, either.Token);
            }

            ChallengeResponses answered = new ChallengeResponses(responses).Bounded();
            _given.AddFirst((nonce, answered));
            if (_given.Count > Remembered)
            {
                _given.RemoveLast();
            }

            return answered;
        }
        finally
        {
            _lane.Release();
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task<ChallengeResponse> AnswerAsync(
        SlotState slot, EvidenceState now, ReadOnlyMemory<byte> nonce, bool isOwn, Ueid ueid, IReadOnlyCollection<ReleaseId> current, CancellationToken cancellationToken)
    {
        ReleaseId release = slot.Current!.Id;
        if (!schedule.IsDue(release, isOwn))
        {
            return ChallengeResponse.Open(ChallengeReasons.NotDue);
        }

        // What is not handed out is not run either: an answer would only say that a worker runs.
        ChallengeResponse response;
        try
        {
            response = slot.MayHandOut(now.Settings.Update, now.Engine.Key) && slot.Integrity == Integrity.Intact && now.Engine.Key.Length > 0
                ? await ask(slot, nonce, ueid, cancellationToken)
                : ChallengeResponse.Open(ChallengeReasons.NotRun);
        }
        catch (OperationCanceledException)
        {
            response = ChallengeResponse.Open(ChallengeReasons.NoAnswer);
        }

        schedule.Ran(release, response.Answers is not null || response.Reason is null, current);
        return response;
    }
}
