using MLSecOps.Core.Findings;

namespace MLSecOps.Behaviour.Applications;

/// <summary>What one application, one opened model in one process, has shown so far: counts, canaries, audits. Not safe for several threads.</summary>
/// <remarks>
/// All that it is told of comes from a process that may be hostile; what that process can gain by lying is that it counts as not examined.
/// A wrong answer stays for as long as the application has the model open: a process that was something else once is not believed again.
/// Times are the device's clock and may jump; a clock that was set back only delays what is due.
/// </remarks>
public sealed class ApplicationWatch
{
    private const int RememberedTokens = 64;

    private readonly WatchPolicy _policy;
    private readonly LossWindow _loss;
    private readonly Dictionary<ulong, SentCanary> _waiting = [];
    private readonly Queue<ulong> _expired = [];
    private readonly HashSet<string> _answeredRightly = new(StringComparer.Ordinal);
    private BehaviourResult? _wrong;
    private BehaviourResult? _deviating;
    private Reason? _auditTrouble;
    private long _right;
    private long _compared;
    private int _missed;
    private string? _refusal;
    private Reason? _broken;
    private long _brokenMessages;
    private DateTimeOffset _lastRight;
    private DateTimeOffset _lastRecord;

    /// <summary>Begins to watch.</summary>
    /// <param name="policy">How closely.</param>
    /// <param name="opened">When the application opened the model.</param>
    public ApplicationWatch(WatchPolicy policy, DateTimeOffset opened)
    {
        ArgumentNullException.ThrowIfNull(policy);
        _policy = policy;
        _loss = new LossWindow(policy.Silence, opened);
        _lastRecord = opened;
        _lastRight = opened;
    }

    /// <summary>How many different vectors were answered rightly at least once.</summary>
    public int VectorsRight => _answeredRightly.Count;

    /// <summary>Canaries on their way.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Records of real inferences came.</summary>
    /// <param name="records">How many.</param>
    /// <param name="lost">How many more the application says to have made.</param>
    /// <param name="now">The clock.</param>
    public void Recorded(long records, long lost, DateTimeOffset now)
    {
        _loss.Add(records, lost, now);
        if (records > 0)
        {
            _lastRecord = now;
        }
    }

    /// <summary>A message came that no client sends. The first reason stands.</summary>
    public void Broke(Reason reason)
    {
        _broken ??= reason;
        _brokenMessages++;
    }

    /// <summary>A canary was sent.</summary>
    /// <param name="token">Its token; never 0, never used before.</param>
    /// <param name="canary">Which one, and when.</param>
    public void Sent(ulong token, SentCanary canary) => _waiting[token] = canary;

    /// <summary>Takes a canary off the list of those on their way; null for an answer that comes too late, or to a canary that never was.</summary>
    public SentCanary? Take(ulong token)
    {
        if (!_waiting.Remove(token, out SentCanary? canary) && !_expired.Contains(token))
        {
            Broke(ApplicationReasons.TokenUnknown);
        }

        return canary;
    }

    /// <summary>A canary was answered and judged.</summary>
    /// <param name="vector">Which one.</param>
    /// <param name="deviation">What deviated; null when the answer is the signed model's.</param>
    /// <param name="now">The clock.</param>
    public void Answered(string vector, string? deviation, DateTimeOffset now)
    {
        _missed = 0;
        _refusal = null;
        if (deviation is not null)
        {
            // Another model may well answer some vectors rightly. Only the same question, answered in two ways, shows a change; and then it stays shown.
            bool changed = _answeredRightly.Contains(vector);
            if (_wrong is null || (changed && _wrong.Reason != ApplicationReasons.AnswersChanged))
            {
                _wrong = BehaviourResult.Failed(changed ? ApplicationReasons.AnswersChanged : ApplicationReasons.OtherModel, $"{vector}: {deviation}");
            }

            return;
        }

        _answeredRightly.Add(vector);
        _right++;
        _lastRight = now;
    }

    /// <summary>The application says that it could not answer a canary.</summary>
    public void Refused(string why)
    {
        _missed++;
        _refusal = why;
    }

    /// <summary>Recorded answers were compared with those of the signed model.</summary>
    /// <param name="compared">How many records.</param>
    /// <param name="deviation">What deviated; null for nothing.</param>
    public void Audited(int compared, string? deviation)
    {
        _auditTrouble = null;
        _compared += compared;
        if (deviation is not null)
        {
            _deviating ??= BehaviourResult.Failed(ApplicationReasons.AuditDeviates, deviation);
        }
    }

    /// <summary>Recorded answers could not be compared.</summary>
    public void AuditFailed() => _auditTrouble = ApplicationReasons.AuditNotRun;

    /// <summary>Canaries whose time is over are missed. Call it before <see cref="Served"/>.</summary>
    public void Expire(DateTimeOffset now)
    {
        foreach (ulong token in _waiting.Where(row => now - row.Value.Time >= _policy.Patience).Select(row => row.Key).ToList())
        {
            _waiting.Remove(token);
            _expired.Enqueue(token);
            if (_expired.Count > RememberedTokens)
            {
                _expired.Dequeue();
            }

            _missed++;
        }
    }

    /// <summary>Whether the application's own path answers like the signed model.</summary>
    public BehaviourResult Served(DateTimeOffset now) => _wrong
        ?? (_missed >= _policy.MissedCanaries ? BehaviourResult.NotRun(ApplicationReasons.CanaryUnanswered, _refusal ?? $"{_missed} in a row") : null)
        ?? Trouble(now)
        ?? (_right == 0 || now - _lastRight > (4 * _policy.CanaryInterval) + _policy.Patience ? BehaviourResult.NotRun(ApplicationReasons.Pending) : null)
        ?? BehaviourResult.Passed($"{_right} canaries");

    /// <summary>Whether its recorded answers are those of the signed model.</summary>
    public BehaviourResult Audit(DateTimeOffset now) => _deviating
        ?? Trouble(now)
        ?? (_auditTrouble is { } trouble ? BehaviourResult.NotRun(trouble) : null)
        ?? (_compared == 0 ? BehaviourResult.NotRun(ApplicationReasons.Pending) : null)
        ?? BehaviourResult.Passed($"{_compared} records");

    // What makes everything unknown, whatever was right before.
    private BehaviourResult? Trouble(DateTimeOffset now)
    {
        (long came, long lost) = _loss.Of(now);
        return _broken is { } broken ? BehaviourResult.NotRun(broken, $"{_brokenMessages} messages")
            : lost > _policy.LossShare * (came + lost) ? BehaviourResult.NotRun(TapReasons.RecordsLost, $"{lost} of {came + lost}")
            : now - _lastRecord >= _policy.Silence ? BehaviourResult.NotRun(ApplicationReasons.Silent, $"for {(int)(now - _lastRecord).TotalMinutes} minutes")
            : null;
    }
}
