using System.Text.Json;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.Formats.Chain;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>One connection at work: says birth, sends what waits in order, answers nonces, and says goodbye. One thread of work; messages that come in are taken in beside it.</summary>
/// <param name="client">Connected.</param>
/// <param name="window">Most messages under way at once: what the broker takes, and a bound of ours.</param>
/// <param name="largest">Most bytes of a packet that the broker takes; 0 when it names no limit.</param>
/// <param name="identity">This device.</param>
/// <param name="number">Number of the connection.</param>
/// <param name="parts">What the line consists of.</param>
internal sealed class HubSession(IMqttClient client, int window, uint largest, EnrolledIdentity identity, long number, LineParts parts)
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AnswerPatience = TimeSpan.FromSeconds(60);

    private readonly List<Task> _underWay = [];
    private long _sent = -1;
    private long _waitingSince;
    private bool _waiting;
    private TimeSpan _patience = parts.Timing.AcknowledgementPatience;
    private long? _lastEvidence;
    private bool _changed = true;
    private string? _trouble;

    private LineOrders Orders => parts.Orders;

    // Everything with QoS 1 counts, evidence too: a broker hangs up on one message more than it takes.
    private bool HasRoom => _underWay.Count < window;

    /// <summary>Works until the connection breaks, or it is no longer wanted.</summary>
    /// <param name="wanted">Cancelled to end it in order.</param>
    public async Task<SessionEnd> RunAsync(CancellationToken wanted)
    {
        try
        {
            if (await SubscribeAsync(wanted) is { } refused)
            {
                return refused;
            }

            parts.Log.Write(JournalEvents.HubConnected, null, null, $"connection {number} of {identity.Ueid}");
            SayBirth();
            while (client.IsConnected && _trouble is null)
            {
                CarryOut();
                await Orders.WaitAsync(NextLook(), wanted);
            }

            return new SessionEnd.Broken(EnrolmentReasons.HubUnreachable, _trouble ?? "the connection ended");
        }
        catch (OperationCanceledException) when (wanted.IsCancellationRequested)
        {
            await LeaveAsync();
            return new SessionEnd.Wanted();
        }
        catch (Exception broken) when (broken is MqttCommunicationException or OperationCanceledException or MqttProtocolViolationException or InvalidOperationException)
        {
            return new SessionEnd.Broken(EnrolmentReasons.HubUnreachable, broken.Message);
        }
    }

    private async Task<SessionEnd?> SubscribeAsync(CancellationToken cancellationToken)
    {
        MqttClientSubscribeOptions options = new()
        {
            TopicFilters = [new MqttTopicFilter { Topic = Topics.EverythingDown(identity.Ueid.Hex), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce }],
        };
        MqttClientSubscribeResult result = await client.SubscribeAsync(options, cancellationToken);
        return result.Items.FirstOrDefault(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2) is { } refused
            ? new SessionEnd.Refused(EnrolmentReasons.NotAuthorised, $"subscription to {refused.TopicFilter.Topic}: {refused.ResultCode}")
            : null;
    }

    // What waits is said before anything is sent again on this connection: by that the hub tells a record that it has already from one that somebody repeats.
    private void SayBirth()
    {
        ChainLink? waiting = parts.Chain.Pending(-1, 1) is [{ } oldest] ? oldest.Link : null;
        BirthRecord birth = parts.Birth(number) with
        {
            WaitingEpoch = (waiting?.Epoch ?? parts.Chain.Head?.Epoch)?.Hex,
            WaitingSequence = waiting?.Sequence ?? parts.Chain.Head?.Sequence + 1,
        };
        parts.Chain.Append(RecordTypes.Birth, EventSeverity.Info, JsonSerializer.SerializeToUtf8Bytes(birth, TelemetryJson.Default.BirthRecord));
    }

    private void CarryOut()
    {
        _underWay.RemoveAll(task => task.IsCompleted);
        if (Orders.TakeRebirth())
        {
            SayBirth();
        }

        while (HasRoom && Orders.TakeAsked() is { } asked)
        {
            SendEvidence(asked);
        }

        WatchAcknowledgements();
        _changed |= Orders.TakeChanged();
        SendRecords();
        if (HasRoom && _changed && !IsTooEarlyForEvidence() && parts.Nonce.Newest is { } nonce)
        {
            _changed = false;
            SendEvidence(nonce);
        }
    }

    // A record counts as delivered by the hub's word only: without it everything is sent again, ever more patiently.
    private void WatchAcknowledgements()
    {
        bool resend = Orders.TakeResend();
        if (Orders.TakeProgress())
        {
            _patience = parts.Timing.AcknowledgementPatience;
            _waiting = parts.Chain.Pending(-1, 1) is [{ } first] && first.Position <= _sent;
            _waitingSince = parts.Time.GetTimestamp();
        }
        else if (_waiting && parts.Time.GetElapsedTime(_waitingSince) >= _patience)
        {
            resend = true;
            _patience = _patience * 2 < parts.Timing.LongestRetry ? _patience * 2 : parts.Timing.LongestRetry;
        }

        if (resend)
        {
            _sent = -1;
            _waiting = false;
        }
    }

    private void SendRecords()
    {
        // One place is left for evidence that is due: a long backlog must not keep the device from proving itself.
        int most = _changed && window > 1 ? window - 1 : window;
        while (_underWay.Count < most && parts.Chain.Pending(_sent, 1) is [{ } record])
        {
            _sent = record.Position;
            Send(UpMessages.Of(identity.Ueid, record));
            if (!_waiting)
            {
                _waiting = true;
                _waitingSince = parts.Time.GetTimestamp();
            }
        }
    }

    // A TPM takes its time for a signature, and the line does not wait for it.
    private void SendEvidence(OpenNonce nonce)
    {
        _lastEvidence = parts.Time.GetTimestamp();
        _underWay.Add(SendEvidenceAsync(nonce));
    }

    private async Task SendEvidenceAsync(OpenNonce nonce)
    {
        if (await parts.Evidence(nonce, identity) is not { } made)
        {
            return;
        }

        parts.Down.Sent(nonce.Nonce, made.Head);
        MqttApplicationMessage message = UpMessages.Of(identity.Ueid, nonce, made, parts.Time.GetUtcNow());
        if (!IsTooLarge(message))
        {
            await SendAsync(message);
        }
    }

    private void Send(MqttApplicationMessage message)
    {
        if (!IsTooLarge(message))
        {
            _underWay.Add(SendAsync(message));
        }
    }

    private bool IsTooLarge(MqttApplicationMessage message)
    {
        bool tooLarge = largest > 0 && UpMessages.SizeOf(message) > largest;
        if (tooLarge)
        {
            parts.Refusals.Write(JournalEvents.HubConnectionFailed, LineReasons.MessageTooLarge, $"{message.Topic}: about {UpMessages.SizeOf(message)} bytes, and the broker takes {largest}");
        }

        return tooLarge;
    }

    private async Task SendAsync(MqttApplicationMessage message)
    {
        try
        {
            using CancellationTokenSource late = new(AnswerPatience, parts.Time);
            MqttClientPublishResult result = await client.PublishAsync(message, late.Token);
            if (!result.IsSuccess)
            {
                // The record stays: without the hub's word it is sent again.
                BrokerWord word = BrokerWord.Of((int)result.ReasonCode);
                Reason reason = result.ReasonCode == MqttClientPublishReasonCode.NotAuthorized ? EnrolmentReasons.NotAuthorised : word.Reason ?? EnrolmentReasons.HubUnreachable;
                parts.Refusals.Write(JournalEvents.HubConnectionFailed, reason, $"{message.Topic}: PUBACK 0x{word.Code:X2} ({word.Name})");
            }
        }
        catch (Exception broken) when (broken is MqttCommunicationException or OperationCanceledException or MqttProtocolViolationException or InvalidOperationException)
        {
            _trouble ??= broken is OperationCanceledException ? "the broker does not acknowledge" : broken.Message;
        }
        finally
        {
            Orders.Wake();
        }
    }

    private async Task LeaveAsync()
    {
        _underWay.RemoveAll(task => task.IsCompleted);
        if (!HasRoom)
        {
            // Hung up on without a word, the broker sends the will.
            return;
        }

        try
        {
            using CancellationTokenSource late = new(Goodbye, parts.Time);
            await client.PublishAsync(UpMessages.Death(identity.Ueid, number), late.Token);
            await client.DisconnectAsync(new MqttClientDisconnectOptions { Reason = MqttClientDisconnectOptionsReason.NormalDisconnection }, late.Token);
        }
        catch (Exception broken) when (broken is MqttCommunicationException or OperationCanceledException or MqttProtocolViolationException or InvalidOperationException)
        {
            // The broker sends the will instead.
        }
    }

    private bool IsTooEarlyForEvidence() => _lastEvidence is { } last && parts.Time.GetElapsedTime(last) < parts.Timing.EvidencePause;

    private TimeSpan NextLook()
    {
        TimeSpan most = Idle;
        if (_waiting)
        {
            most = Least(most, _patience - parts.Time.GetElapsedTime(_waitingSince));
        }

        if (_changed && _lastEvidence is { } last && parts.Nonce.Newest is not null)
        {
            most = Least(most, parts.Timing.EvidencePause - parts.Time.GetElapsedTime(last));
        }

        return most < TimeSpan.Zero ? TimeSpan.Zero : most;
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
