using System.Collections.Concurrent;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Behaviour.Applications;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Update;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tap;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>Watches all applications that have a model open: one thread reads every tap, sends canaries and hands samples to audits. The thread starts with the first application; without any the desk costs nothing.</summary>
internal sealed class TapDesk : ITapDesk, IAsyncDisposable
{
    /// <summary>Taps at one time: each is a descriptor of the agent's.</summary>
    internal const int MostSessions = 128;

    private const int Batch = 16;
    private const int TurnsForOne = 8;
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private readonly DeskSurroundings _surroundings;
    private readonly ConcurrentQueue<Arrival> _arrivals = new();
    private readonly ConcurrentQueue<(TapSession Session, AuditResult Result)> _audits = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly SocketPoll _poll = new();
    private readonly List<TapSession> _sessions = [];
    private readonly HashSet<TapSession> _auditing = [];
    private readonly HandedOutBook _book = new();
    private readonly Lock _starting = new();
    private volatile IReadOnlyList<ApplicationStanding> _standings = [];
    private Thread? _thread;
    private long _opens;

    public TapDesk(DeskSurroundings surroundings) => _surroundings = surroundings;

    /// <summary>All applications that have a model open, in the order in which they opened it. Replaced whole, about once in a second.</summary>
    public IReadOnlyList<ApplicationStanding> Standings => _standings;

    /// <summary>What is known of a release's behaviour.</summary>
    public ModelBehaviour Of(string model, ReleaseId? release) => ModelBehaviour.Of([.. _standings.Where(one => one.Opened.Model == model)], release);

    /// <summary>What programs were given of a model since the agent started.</summary>
    public IReadOnlyList<HandedOut> HandedOut(string model) => _book.Of(model);

    /// <summary>Whether a release has golden vectors that an application could be asked.</summary>
    public bool HasVectors(string model, ReleaseId release) => Load(model, release) is { Names.Count: > 0 };

    public void Take(SafeFileHandle socket, OpenedModel opened)
    {
        _arrivals.Enqueue(new Arrival(socket, opened));
        lock (_starting)
        {
            if (_thread is null && !_stopping.IsCancellationRequested)
            {
                _thread = new Thread(() => BrokenProgram.Guard(Run), maxStackSize: 512 * 1024) { IsBackground = true, Name = "tap" };
                _thread.Start();
            }
        }

        _poll.Wake();
    }

    public async ValueTask DisposeAsync()
    {
        lock (_starting)
        {
            if (_stopping.IsCancellationRequested)
            {
                return;
            }

            _stopping.Cancel();
        }

        _poll.Wake();
        await Task.Run(() => _thread?.Join());
        _poll.Dispose();
        while (_arrivals.TryDequeue(out Arrival? left))
        {
            left.Socket.Dispose();
        }

        _stopping.Dispose();
    }

    private void Run()
    {
        using SeqpacketReceiver receiver = new(Batch, TapLimits.MessageBytes, TapLimits.Descriptors);
        byte[] buffer = new byte[TapLimits.MessageBytes];
        DateTimeOffset nextBeat = DateTimeOffset.MinValue;
        while (!_stopping.IsCancellationRequested)
        {
            bool ready = _poll.Wait(_sessions.Count == 0 ? -1 : (int)Beat.TotalMilliseconds);
            DateTimeOffset now = _surroundings.Time.GetUtcNow();
            bool fresh = Welcome(now);
            if (ready)
            {
                ReadAll(receiver, now);
            }

            // A flood must not make the desk publish at its speed; a clock that was set back must not make it silent.
            if (now >= nextBeat || nextBeat - now > Beat || fresh || ready)
            {
                fresh |= TickAll(now, buffer);
            }

            if (now >= nextBeat || nextBeat - now > Beat || fresh)
            {
                nextBeat = now + Beat;
                Publish();
            }
        }

        _sessions.ForEach(session => session.Dispose());
    }

    private bool Welcome(DateTimeOffset now)
    {
        bool fresh = false;
        while (_arrivals.TryDequeue(out Arrival? arrival))
        {
            RunningProgram program = _surroundings.ProgramOf(arrival.Opened.Caller);
            ApplicationStanding start = new(
                ++_opens, arrival.Opened, program.Name, now, BehaviourResult.NotRun(ApplicationReasons.Pending), BehaviourResult.NotRun(ApplicationReasons.Pending), false);
            _book.Opened(start.Number, start.Opened, program.Unit, now);
            _ = MeasureAsync(start);
            if (_sessions.Count == MostSessions)
            {
                arrival.Socket.Dispose();
                _book.Close(start.Number);
                _surroundings.Reporter.Unwatched(start);
                continue;
            }

            TapSession session = new(
                arrival.Socket, start, Load(arrival.Opened.Model, arrival.Opened.Release), _surroundings.Profile, _surroundings.Policy(), _surroundings.SlotOf(arrival.Opened.Model)?.Current?.Format == ModelFormat.Opaque);
            _sessions.Add(session);
            _poll.Add(session.Socket);
            _surroundings.Reporter.Opened(start);
            fresh = true;
        }

        return fresh;
    }

    // Beside the desk: other applications' calls do not wait until a large program is read.
    private async Task MeasureAsync(ApplicationStanding application)
    {
        if (await Task.Run(() => _surroundings.ExecutableOf(application.Opened.Caller)) is { } executable)
        {
            _book.Measured(application.Number, executable);
            _surroundings.Reporter.Measured();
        }
    }

    private SignedVectors? Load(string model, ReleaseId release)
    {
        try
        {
            return SignedVectors.Load(_surroundings.FolderOf(model, release), release, _surroundings.Hasher);
        }
        catch (IOException)
        {
            // The recheck tells what is wrong with the release; without vectors nothing is known of what answers.
            return null;
        }
    }

    private void ReadAll(SeqpacketReceiver receiver, DateTimeOffset now)
    {
        for (int index = 0; index < _sessions.Count; index++)
        {
            // One that floods is not read for ever while others wait.
            for (int turn = 0; _poll.IsReady(index) && turn < TurnsForOne && _sessions[index].Read(receiver, now); turn++)
            {
            }
        }
    }

    // True when an application has gone.
    private bool TickAll(DateTimeOffset now, byte[] buffer)
    {
        int before = _sessions.Count;
        while (_audits.TryDequeue(out (TapSession Session, AuditResult Result) done))
        {
            _auditing.Remove(done.Session);
            done.Session.Audited(done.Result);
        }

        for (int index = _sessions.Count - 1; index >= 0; index--)
        {
            TapSession session = _sessions[index];
            session.Tick(now, buffer);
            if (session.Ended)
            {
                _surroundings.Reporter.Changed(session.Standing);
                _surroundings.Reporter.Closed(session.Standing);
                _book.Close(session.Standing.Number);
                _poll.RemoveAt(index);
                _sessions.RemoveAt(index);
                _auditing.Remove(session);
                session.Dispose();
            }
            else if (!_auditing.Contains(session) && session.TakeSample(now) is { Count: > 0 } sample)
            {
                _auditing.Add(session);
                _ = AuditAsync(session, sample);
            }
        }

        return _sessions.Count != before;
    }

    private async Task AuditAsync(TapSession session, IReadOnlyList<RecordedCall> sample)
    {
        try
        {
            AuditResult result = session.Vectors is { } vectors
                ? await _surroundings.Audit(session.Standing.Opened, vectors.Suite, sample, _stopping.Token)
                : new AuditResult(0, null, true);
            _audits.Enqueue((session, result));
            _poll.Wake();
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    private void Publish()
    {
        IReadOnlyList<ApplicationStanding> standings = [.. _sessions.Select(session => session.Standing)];
        foreach (ApplicationStanding standing in standings)
        {
            _surroundings.Reporter.Changed(standing);
        }

        _standings = standings;
        _surroundings.Reporter.Models(standings, _surroundings.SlotOf);
    }

    private sealed record Arrival(SafeFileHandle Socket, OpenedModel Opened);
}
