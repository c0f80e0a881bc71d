using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Memberships;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Trust.Bulletins;
using MLSecOps.Trust.Memberships;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;
using MLSecOps.Trust.State;
using MLSecOps.Trust.TrustUpdates;

namespace MLSecOps.EdgeAgent.Documents;

/// <summary>Keeps what signed documents say: each is judged under the state in force, what follows is made durable, and only then is it acted on. One document at a time, from whatever thread.</summary>
internal sealed class TrustKeeper
{
    private readonly Lock _gate = new();
    private readonly TrustStateStore _store;
    private readonly Func<AgentSettings> _settings;
    private readonly AgentLog _log;
    private readonly TimeProvider _time;
    private readonly HashSet<(string Code, long Version)> _toldFreezes = [];
    private volatile TrustState _state;
    private IReadOnlyList<ReadOnlyMemory<byte>> _lists = [];

    /// <param name="store">Keeps the state.</param>
    /// <param name="settings">What the administrator decided, now.</param>
    /// <param name="log">Tells people.</param>
    /// <param name="time">The device's clock; believed only above the time floor.</param>
    public TrustKeeper(TrustStateStore store, Func<AgentSettings> settings, AgentLog log, TimeProvider time)
    {
        _store = store;
        _settings = settings;
        _log = log;
        _time = time;
        _state = store.Loaded;
    }

    /// <summary>Raised after the documents that packages and peers are judged by became other ones; not for directives, which put themselves in force, nor for time.</summary>
    public event Action? Changed;

    /// <summary>What is in force.</summary>
    public TrustState State => _state;

    /// <summary>Revocation lists that were brought here, in order; untrusted.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Lists => _lists;

    /// <summary>What loading found: see <see cref="TrustStateStore.Trouble"/>.</summary>
    public Reason? Trouble => _store.Trouble;

    /// <summary>The time to judge by: the clock, or the newest time that documents prove to have passed.</summary>
    public VerificationTime Now => _state.Time.At(_time.GetUtcNow());

    /// <summary>What the newest bulletin says of a model.</summary>
    public ModelBulletin BulletinOf(string model) => _state.Bulletin?.Bulletin is { } bulletin
        ? new ModelBulletin(
            [.. bulletin.Recalls.Where(recall => recall.Model == model).Select(recall => new RecalledRelease(recall.Id, recall.Fallback))], bulletin.LeastReleaseOf(model))
        : ModelBulletin.Empty;

    /// <summary>What slots must hear of the documents in force.</summary>
    public IReadOnlyList<UpdateEvent> EventsFor(string model)
    {
        TrustUpdate? update = _state.Trust?.Update;
        UpdateEvent said = new UpdateEvent.BulletinChanged(BulletinOf(model));
        return update?.FloorResets.FirstOrDefault(reset => reset.Model == model) is { } lowered ? [new UpdateEvent.FloorReset(update.Version, lowered.Release), said] : [said];
    }

    /// <summary>Judges any signed document but directives, which have an intake of their own.</summary>
    /// <param name="parts">Untrusted.</param>
    /// <param name="ueid">This device; null before it is enrolled, which leaves memberships for later.</param>
    /// <returns>Why it was refused; null when it counts, or is in force already.</returns>
    public Refusal? Receive(SignedParts parts, Ueid? ueid) => DocumentSchema.Peek(parts.Document.Span) switch
    {
        TrustUpdate.Schema => ReceiveTrust(parts),
        Membership.Schema => ueid is null ? null : ReceiveMembership(parts, ueid),
        _ => ReceiveBulletin(parts),
    };

    /// <summary>Judges a bulletin.</summary>
    public Refusal? ReceiveBulletin(SignedParts parts) => Advance(
        state =>
        {
            BulletinAppraisal appraisal = BulletinVerifier.Verify(parts, SettingsUnder(state).Trust.Publisher, state, Now);
            return (appraisal.State, Refusal.Of(appraisal.Verdict, appraisal.Bulletin is { } read ? $"bulletin {read.Version}" : $"bulletin {appraisal.Document}"));
        },
        state => _log.Write(
            JournalEvents.BulletinAccepted, null, null, $"version {state.Bulletin!.Bulletin.Version}: {state.Bulletin.Bulletin.Recalls.Count} recall(s), until {DocumentDate.Format(state.Bulletin.Bulletin.Expires)}"));

    /// <summary>Takes the revocation lists that are there now instead of those before.</summary>
    public IReadOnlyList<Refusal> ReceiveLists(IReadOnlyList<ReadOnlyMemory<byte>> lists)
    {
        List<Refusal> refused = [];
        foreach (ReadOnlyMemory<byte> list in lists)
        {
            Refusal? refusal = Advance(
                state =>
                {
                    (TrustState next, Reason? reason) = RevocationIntake.Accept(list, Anchors(state), state, Now);
                    return (next, reason is null ? null : new Refusal(reason, $"revocation list of {list.Length} bytes"));
                },
                _ => { });
            if (refusal is not null)
            {
                refused.Add(refusal);
            }
        }

        bool same = lists.Count == _lists.Count && lists.Zip(_lists).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span));
        _lists = lists;
        if (!same)
        {
            Changed?.Invoke();
        }

        return refused;
    }

    /// <summary>Lets something be judged under the state in force, and keeps what follows.</summary>
    /// <param name="judge">Gives the state after it, and why it was refused.</param>
    /// <param name="accepted">Told the new state once it is durable, before anybody acts on it.</param>
    public Refusal? Advance(Func<TrustState, (TrustState Next, Refusal? Refusal)> judge, Action<TrustState> accepted)
    {
        TrustState before, next;
        lock (_gate)
        {
            before = _state;
            (next, Refusal? refusal) = judge(before);
            if (ReferenceEquals(next, before) || refusal is not null)
            {
                return refusal;
            }

            try
            {
                _store.Save(next);
            }
            catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
            {
                return new Refusal(StoreReasons.StoreFailed, outside.Message);
            }

            _state = next;
            accepted(next);
        }

        if (before with { Directives = next.Directives, Time = next.Time } != next)
        {
            Changed?.Invoke();
        }

        return null;
    }

    /// <summary>Tells of documents that should have been replaced by now, each once.</summary>
    public void TellFreezes()
    {
        foreach (Freeze freeze in _state.Freezes(Now).Where(freeze => _toldFreezes.Add((freeze.Reason.Code, freeze.Version))))
        {
            _log.Write(JournalEvents.DocumentFrozen, null, freeze.Reason, $"version {freeze.Version}, expired {DocumentDate.Format(freeze.Since)}");
        }
    }

    private Refusal? ReceiveTrust(SignedParts parts) => Advance(
        state =>
        {
            AgentSettings settings = _settings();
            TrustUpdateAppraisal appraisal = TrustUpdateVerifier.Verify(parts, settings.Roles, settings.Fleet ?? string.Empty, state, Now);
            return (appraisal.State, Refusal.Of(appraisal.Verdict, appraisal.Update is { } read ? $"trust update {read.Version}" : $"trust update {appraisal.Document}"));
        },
        state => _log.Write(JournalEvents.TrustUpdated, null, null, $"version {state.TrustVersion}, until {DocumentDate.Format(state.Trust!.Update.Expires)}"));

    private Refusal? ReceiveMembership(SignedParts parts, Ueid ueid) => Advance(
        state =>
        {
            AgentSettings settings = SettingsUnder(state);
            MembershipAppraisal appraisal = MembershipVerifier.Verify(parts, settings.Director, settings.Fleet ?? string.Empty, ueid, state, Now);
            return (appraisal.State, Refusal.Of(appraisal.Verdict, appraisal.Membership is { } read ? $"membership {read.Sequence}" : $"membership {appraisal.Document}"));
        },
        state => _log.Write(JournalEvents.MembershipAccepted, null, null, $"sequence {state.Membership!.Membership.Sequence}: {string.Join(", ", state.Membership.Membership.Groups)}"));

    // What is handed around follows a moment later; a document is judged under exactly the state that it follows.
    private AgentSettings SettingsUnder(TrustState state) => _settings().Under(state, _lists);

    private IEnumerable<ReadOnlyMemory<byte>> Anchors(TrustState state) =>
        Enum.GetValues<TrustRole>().Where(role => role != TrustRole.Timestamp).SelectMany(role => _settings().Roles.Of(role, state.Trust).Anchors);
}
