using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Behaviour.Applications;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>One application's tap: reads what it says, sends it canaries, keeps what an audit needs. Only the desk's thread comes here.</summary>
internal sealed class TapSession : IDisposable
{
    private readonly SafeFileHandle _socket;
    private readonly SignedVectors? _vectors;
    private readonly string _profile;
    private readonly WatchPolicy _policy;
    private readonly ApplicationWatch _watch;
    private readonly CanaryOrder? _order;
    private readonly List<RecordedCall> _sample = [];
    private readonly bool _rehearses;
    private TapContinuity _continuity;
    private (ulong Token, IReadOnlyList<Tensor> Outputs)? _asked;
    private DateTimeOffset _nextCanary;
    private DateTimeOffset _nextAudit;
    private ulong _sequence;
    private ulong _canaries;
    private DateTimeOffset? _askedWhole;

    /// <summary>Begins.</summary>
    /// <param name="socket">Our end; owned.</param>
    /// <param name="start">Who, what, when; results are not looked at.</param>
    /// <param name="vectors">What canaries are made of; null where there is nothing to make them of.</param>
    /// <param name="profile">The worker's execution profile.</param>
    /// <param name="policy">How closely to watch.</param>
    /// <param name="rehearses">Every vector is asked at once, one after the other: nobody but the application can run this model.</param>
    public TapSession(SafeFileHandle socket, ApplicationStanding start, SignedVectors? vectors, string profile, WatchPolicy policy, bool rehearses)
    {
        _socket = socket;
        _vectors = vectors;
        _policy = policy;
        _rehearses = rehearses;
        _profile = vectors is null ? profile : ApplicationProfile.Of(vectors.Suite, profile);
        _watch = new ApplicationWatch(policy, start.Since);
        _order = vectors is { Names.Count: > 0 } ? new CanaryOrder(vectors.Names.Count, RandomNumberGenerator.GetBytes(SHA256.HashSizeInBytes)) : null;
        _nextCanary = start.Since;
        _nextAudit = start.Since;
        Standing = start;
    }

    /// <summary>The socket, for waiting.</summary>
    public SafeFileHandle Socket => _socket;

    /// <summary>What is known; made anew by <see cref="Tick"/>.</summary>
    public ApplicationStanding Standing { get; private set; }

    /// <summary>The suite, for audits.</summary>
    public SignedVectors? Vectors => _vectors;

    /// <summary>True when the application closed its end, or said goodbye.</summary>
    public bool Ended { get; private set; }

    /// <summary>Reads what has arrived.</summary>
    /// <returns>True when there may be more.</returns>
    public bool Read(SeqpacketReceiver receiver, DateTimeOffset now)
    {
        int count = receiver.Receive(_socket);
        for (int index = 0; index < count; index++)
        {
            Take(receiver, index, now);
        }

        Ended |= receiver.Ended;
        return count > 0 && !receiver.Ended;
    }

    /// <summary>Does what is due, and says what is known.</summary>
    /// <param name="now">The clock.</param>
    /// <param name="buffer">Room for a message.</param>
    public void Tick(DateTimeOffset now, Span<byte> buffer)
    {
        _watch.Expire(now);
        if (_asked is not null && _watch.Waiting == 0)
        {
            _asked = null;
        }

        if (_order is not null && _asked is null && now >= _nextCanary)
        {
            SendCanary(_order, now, buffer);
        }

        Standing = Standing with
        {
            Served = _order is null ? BehaviourResult.NotRun(RehearsalReasons.SuiteMissing) : _watch.Served(now),
            Audited = _watch.Audit(now),
            Rehearsed = _order is not null && _watch.VectorsRight == _vectors!.Names.Count,
        };
    }

    /// <summary>Records for an audit, once there are enough or the time for collecting them is over; empty until then.</summary>
    public IReadOnlyList<RecordedCall> TakeSample(DateTimeOffset now)
    {
        if (_sample.Count == 0 && _askedWhole is { } asked && now >= asked + _policy.Patience)
        {
            // It was asked for whole tensors, and gave none.
            _watch.AuditFailed();
            PlanAudit(now);
            return [];
        }

        if (_sample.Count == 0 || (_sample.Count < _policy.AuditRecords && now < _nextAudit + _policy.Patience))
        {
            return [];
        }

        List<RecordedCall> sample = [.. _sample];
        _sample.Clear();
        PlanAudit(now);
        return sample;
    }

    /// <summary>An audit came to its end.</summary>
    public void Audited(AuditResult result)
    {
        if (result.Trouble)
        {
            _watch.AuditFailed();
        }
        else
        {
            _watch.Audited(result.Compared, result.Deviation);
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Take(SeqpacketReceiver receiver, int index, DateTimeOffset now)
    {
        ReceivedPacket packet = receiver[index];
        if (packet.Sender.ProcessId != Standing.Opened.Caller.ProcessId)
        {
            _watch.Broke(TapReasons.ForeignSender);
            return;
        }

        if (!packet.IsWhole)
        {
            _watch.Broke(TapReasons.LimitExceeded);
            return;
        }

        if (!TapMessage.TryRead(packet.Content, TapSide.Application, out TapMessage message, out TapFault fault))
        {
            _watch.Broke(fault.Reason);
            return;
        }

        if (message.Descriptors != packet.Descriptors)
        {
            _watch.Broke(TapReasons.DescriptorRefused);
            return;
        }

        ulong lost = _continuity.LostRecords;
        if (!_continuity.TryNext(message, out fault))
        {
            _watch.Broke(fault.Reason);
            return;
        }

        int real = message.Kind == TapKind.Records ? TakeRecords(message, receiver, index, now) : 0;
        _watch.Recorded(real, (long)Math.Min(_continuity.LostRecords - lost, long.MaxValue), now);
        if (message.Kind == TapKind.Error && _watch.Take(message.ErrorToken) is not null)
        {
            _asked = null;
            _watch.Refused(message.ErrorCause.ToString());
        }

        Ended |= message.Kind == TapKind.Bye;
    }

    private int TakeRecords(in TapMessage message, SeqpacketReceiver receiver, int index, DateTimeOffset now)
    {
        int real = 0;
        foreach (TapRecord record in message.Records)
        {
            if (record.Token != 0)
            {
                TakeAnswer(record, receiver, index, now);
                continue;
            }

            real++;
            if (_sample.Count < _policy.AuditRecords && now >= _nextAudit && (record.Flags & TapRecordFlags.Failed) == 0)
            {
                Sample(record, receiver, index, now);
            }
        }

        return real;
    }

    private void PlanAudit(DateTimeOffset now)
    {
        _askedWhole = null;
        _nextAudit = now + (_order?.Wait(_policy.AuditInterval) ?? _policy.AuditInterval);
    }

    private void Sample(in TapRecord record, SeqpacketReceiver receiver, int index, DateTimeOffset now)
    {
        if ((record.Flags & TapRecordFlags.Whole) == 0)
        {
            AskForWhole(now);
        }
        else if (CallReader.Read(record, receiver, index, out Reason? fault) is { } call)
        {
            if (call.Inputs.Count > 0 && call.Outputs.Count > 0)
            {
                _sample.Add(call);
            }
        }
        else if (fault is not null)
        {
            _watch.Broke(fault);
        }
        else
        {
            // Larger than an audit takes.
            _watch.AuditFailed();
            PlanAudit(now);
        }
    }

    // Once for each audit: an application that cannot give its tensors whole is not asked for every record.
    private void AskForWhole(DateTimeOffset now)
    {
        if (_askedWhole is not null)
        {
            return;
        }

        _askedWhole = now;
        Span<byte> buffer = stackalloc byte[TapLayout.HeaderBytes + TapLayout.SampleBytes];
        if (SeqpacketSender.TrySend(_socket, buffer[..TapWriter.Sample(buffer, _policy.AuditRecords, _sequence, _canaries)]) == SendOutcome.Sent)
        {
            _sequence++;
        }
    }

    private void TakeAnswer(in TapRecord record, SeqpacketReceiver receiver, int index, DateTimeOffset now)
    {
        if (_watch.Take(record.Token) is not { } canary || _asked is not { } asked || asked.Token != record.Token)
        {
            return;
        }

        _asked = null;
        if ((record.Flags & TapRecordFlags.Failed) != 0 || CallReader.Read(record, receiver, index, out Reason? fault) is not { } call)
        {
            _watch.Refused((record.Flags & TapRecordFlags.Failed) != 0 ? nameof(TapErrorCause.CallFailed) : nameof(TapErrorCause.AnswerUnsendable));
            return;
        }

        string? deviation = AnswerComparison.FirstDeviation(_vectors!.Suite, _profile, asked.Outputs, call.Outputs);
        _watch.Answered(canary.Vector, deviation, now);
        if (deviation is null)
        {
            // The first round of a model that nobody else can run comes at once.
            _nextCanary = _rehearses && _watch.VectorsRight < _vectors.Names.Count ? now : _nextCanary;
        }
    }

    private void SendCanary(CanaryOrder order, DateTimeOffset now, Span<byte> buffer)
    {
        _nextCanary = now + order.Wait(_policy.CanaryInterval);
        string name = _vectors!.Names[order.Next()];
        SignedVector? vector = null;
        try
        {
            vector = _vectors.Read(name);
        }
        catch (IOException)
        {
            // Unreadable or gone with its release: the recheck tells of the first, and without canaries nothing is known.
        }

        if (vector is null)
        {
            return;
        }

        ulong token = order.Token();
        switch (CanaryMessage.Send(_socket, token, vector.Inputs, _sequence, _canaries, buffer))
        {
            case SendOutcome.Sent:
                _sequence++;
                _canaries++;
                _asked = (token, vector.Outputs);
                _watch.Sent(token, new SentCanary(name, now));
                break;
            case SendOutcome.Full:
                // It does not read: that is an unanswered canary too.
                _watch.Refused("its queue is full");
                break;
            case SendOutcome.Gone:
                Ended = true;
                break;
            case null:
                break;
        }
    }
}
