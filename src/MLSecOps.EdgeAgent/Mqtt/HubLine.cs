using System.Buffers;
using System.Net;
using System.Net.Security;
using MLSecOps.Configuration.Agent;
using MLSecOps.Contracts.Journal;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Update;
using MLSecOps.Formats.Eat;
using MLSecOps.Linux.Tls;
using MQTTnet;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>The line to the hub: enrols, connects, stays connected. While there is no line, what is to be said waits in the spool, and models are guarded all the same.</summary>
internal sealed class HubLine(LineParts parts) : IAsyncDisposable
{
    /// <summary>Most messages under way at once.</summary>
    private const int Window = 8;

    private const ushort ReceiveMaximum = 16;
    private const uint SessionExpirySeconds = 7 * 24 * 3600;
    private const uint WillDelaySeconds = 30;

    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly BackOff _retries = new(parts.Timing.FirstRetry, parts.Timing.LongestRetry, Random.Shared.NextDouble);
    private readonly List<EnrolledIdentity> _replaced = [];
    private readonly BackOff _laterRetries = new(parts.Timing.LaterRetry, parts.Timing.LongestRetry, Random.Shared.NextDouble);
    private volatile CancellationTokenSource _configured = new();
    private volatile EnrolledIdentity? _identity;
    private volatile bool _connected;
    private volatile Reason? _trouble;
    private bool _nextRefused;
    private string? _told;
    private Task _loop = Task.CompletedTask;
    private Task _renewing = Task.CompletedTask;

    /// <summary>The device's identity; null while it has none.</summary>
    public EnrolledIdentity? Identity => _identity;

    /// <summary>For status; null without a hub.</summary>
    public HubStatus? Status => parts.Settings().Agent.Hub is not { } hub ? null : new HubStatus(
        hub.Url.GetLeftPart(UriPartial.Authority),
        _connected,
        _identity?.Ueid.Hex,
        _connected ? null : (_identity is null ? parts.Enroller.Trouble : _trouble)?.Code,
        parts.Down.Opinion?.Verdict,
        parts.Down.Opinion is { } opinion ? StatusView.Rfc3339(opinion.AppraisedAt) : null,
        parts.Down.Ignored);

    public void Start()
    {
        parts.Chain.Appended += _ => parts.Orders.Wake();
        _loop = BrokenProgram.Watch(RunAsync);
        _renewing = BrokenProgram.Watch(RenewAsync);
    }

    /// <summary>The configuration was read again: the line begins anew with it.</summary>
    public void ConfigurationChanged()
    {
        parts.Enroller.ConfigurationChanged();
        BeginAnew();
    }

    /// <summary>Takes this device out of use: tells the hub, ends the connection, and wipes the keys. Only somebody on this device asks for it.</summary>
    /// <returns>Who it was, null when it was not enrolled; and why the hub could not be told, null when it knows.</returns>
    /// <exception cref="IOException">The disk refused; keys may still be there.</exception>
    public async Task<(Ueid? Ueid, string? Untold)> RetireAsync(CancellationToken cancellationToken)
    {
        EnrolledIdentity? identity = _identity;
        string? untold = identity is null || parts.Settings().Agent.Hub is not { } hub ? "the device is not enrolled" : await parts.Client.RetireAsync(hub.Url, identity, cancellationToken);
        if (identity is not null)
        {
            _replaced.Add(identity);
        }

        parts.Renewal.End(() =>
        {
            _identity = null;
            parts.Identities.Wipe();
        });
        BeginAnew();
        parts.Log.Write(JournalEvents.DeviceRetired, null, null, $"{identity?.Ueid.Hex ?? "not enrolled"}{(untold is null ? string.Empty : $"; the hub does not know: {untold}")}");
        return (identity?.Ueid, untold);
    }

    private void BeginAnew()
    {
        CancellationTokenSource before = Interlocked.Exchange(ref _configured, new CancellationTokenSource());
        before.Cancel();
    }

    private async Task RenewAsync()
    {
        try
        {
            await parts.Renewal.RunAsync(() => parts.Settings().Agent.Hub?.Url, () => _identity, BeginAnew, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The agent stops.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _identity?.Dispose();
        _replaced.ForEach(identity => identity.Dispose());
    }

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            using CancellationTokenSource wanted = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token, _configured.Token);
            try
            {
                await RunAsync(wanted.Token);
            }
            catch (OperationCanceledException) when (wanted.IsCancellationRequested)
            {
                // The agent stops, or the next round has another configuration.
            }
        }
    }

    private async Task RunAsync(CancellationToken wanted)
    {
        if (parts.Settings().Agent.Hub is not { } hub)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, parts.Time, wanted);
            return;
        }

        if (_identity is not { } identity)
        {
            identity = await parts.Enroller.GetAsync(hub.Url, wanted);

            // Before anybody sees the identity: what a renewal left is found, not asked for again.
            parts.Renewal.Load(identity);
            _identity = identity;
        }

        EnrolledIdentity used = _nextRefused ? identity : parts.Renewal.Next ?? identity;
        long start = parts.Time.GetTimestamp();
        SessionEnd end = await ConnectAsync(hub, used, wanted);
        bool wasConnected = _connected;
        _connected = false;
        if (wasConnected)
        {
            _told = null;
            if (parts.Time.GetElapsedTime(start) >= parts.Timing.Stable)
            {
                _retries.Reset();
                _laterRetries.Reset();
            }
        }

        switch (end)
        {
            case SessionEnd.Broken broken:
                Tell(hub, broken.Reason, broken.Detail);
                await Task.Delay((broken.Later ? _laterRetries : _retries).Next(), parts.Time, wanted);
                break;
            case SessionEnd.Refused when !ReferenceEquals(used, _identity) && ReferenceEquals(used, parts.Renewal.Next):
                // The one before may still be accepted: as when the hub's database was put back.
                _nextRefused = true;
                break;
            case SessionEnd.Refused refused:
                _nextRefused = false;
                Tell(hub, refused.Reason, refused.Detail);
                if (!await TryEnrolAgainAsync(hub, identity, wanted))
                {
                    await parts.Enroller.WaitForTokenAsync(parts.Timing.RefusedRetry, wanted);
                    await TryEnrolAgainAsync(hub, identity, wanted);
                }

                break;
        }
    }

    private async Task<bool> TryEnrolAgainAsync(HubAddress hub, EnrolledIdentity refused, CancellationToken wanted)
    {
        if (await parts.Enroller.EnrolAgainAsync(hub.Url, refused.Ueid, wanted) is not { } enrolled)
        {
            return false;
        }

        parts.Renewal.Discard();
        _replaced.Add(refused);
        _identity = enrolled;
        return true;
    }

    // Both identities are on the disk until here. Replaced ones live on in memory: a download may still show one.
    private void Accepted(EnrolledIdentity used)
    {
        if (ReferenceEquals(used, parts.Renewal.Next))
        {
            _replaced.Add(_identity!);
            _identity = used;
            parts.Renewal.Adopt(used);
        }
        else if (_nextRefused)
        {
            parts.Renewal.Discard();
        }

        _nextRefused = false;
    }

    private async Task<SessionEnd> ConnectAsync(HubAddress hub, EnrolledIdentity identity, CancellationToken wanted)
    {
        SslStream stream;
        try
        {
            stream = await TlsClient.ConnectAsync(
                hub.MqttHost,
                hub.MqttPort,
                (certificate, companions) => parts.Trust.JudgeServer(hub.MqttHost, null, certificate, companions),
                identity.Tls,
                ConnectPatience,
                wanted);
        }
        catch (TlsConnectException failed)
        {
            return BrokerChannel.AlertOf(failed) is { } alert ? RefusedByAlert(identity, alert)
                : failed.MayRetry ? new SessionEnd.Broken(failed.Reason, failed.Message)
                : new SessionEnd.Broken(EnrolmentReasons.HubNotTrusted, failed.Message);
        }

        BrokerChannel channel = new(stream);
        using MqttClient client = new(new BrokerChannels(channel), MqttNetNullLogger.Instance);
        client.ApplicationMessageReceivedAsync += received =>
        {
            try
            {
                parts.Down.Receive(received.ApplicationMessage.Topic, received.ApplicationMessage.Payload.ToArray(), identity.Ueid);
            }
            finally
            {
                channel.Done();
            }

            return Task.CompletedTask;
        };
        client.DisconnectedAsync += _ =>
        {
            parts.Orders.Wake();
            return Task.CompletedTask;
        };
        long number = parts.Numbers.Next();
        MqttClientConnectResult? result = null;
        try
        {
            using CancellationTokenSource late = new(ConnectPatience, parts.Time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(wanted, late.Token);
            result = await client.ConnectAsync(Options(hub, identity, number), either.Token);
        }
        catch (Exception failed) when (failed is MqttCommunicationException or MqttProtocolViolationException or OperationCanceledException)
        {
            wanted.ThrowIfCancellationRequested();
            return channel.Alert is { } alert ? RefusedByAlert(identity, alert)
                : new SessionEnd.Broken(EnrolmentReasons.HubUnreachable, channel.Failure?.Message ?? failed.Message);
        }

        if (result.ResultCode != MqttClientConnectResultCode.Success)
        {
            return BrokerWord.Of((int)result.ResultCode).End("CONNACK", result.ReasonString, result.ServerReference);
        }

        _connected = true;
        _trouble = null;
        Accepted(identity);
        int window = Math.Min(Window, result.ReceiveMaximum is > 0 and { } most ? most : Window);
        SessionEnd end = await new HubSession(client, window, result.MaximumPacketSize ?? 0, identity, number, parts).RunAsync(wanted);
        return end is not SessionEnd.Broken ? end
            : channel.Alert is { } alertLater ? RefusedByAlert(identity, alertLater)
            : channel.Farewell is { } farewell ? BrokerWord.Of((int)farewell.ReasonCode).End("DISCONNECT", farewell.ReasonString, farewell.ServerReference)
            : end;
    }

    // A server that uses TLS 1.3 refuses the device's certificate only after the device has taken the connection for made.
    private SessionEnd.Refused RefusedByAlert(EnrolledIdentity identity, int alert) =>
        identity.NotAfter < parts.Trust.Now.Instant || alert == 45
            ? new(EvidenceReasons.DeviceCertificateExpired, $"valid until {StatusView.Rfc3339(identity.NotAfter)}; TLS alert {alert}")
            : new(EnrolmentReasons.DeviceNotEnrolled, $"TLS alert {alert}");

    private static MqttClientOptions Options(HubAddress hub, EnrolledIdentity identity, long number)
    {
        MqttApplicationMessage will = UpMessages.Death(identity.Ueid, number);
        return new MqttClientOptions
        {
            // Not used to connect, only asked for.
            ChannelOptions = new MqttClientTcpOptions { RemoteEndpoint = new DnsEndPoint(hub.MqttHost, hub.MqttPort) },
            ProtocolVersion = MqttProtocolVersion.V500,
            ClientId = identity.Ueid.Hex,
            CleanSession = false,
            SessionExpiryInterval = SessionExpirySeconds,
            ReceiveMaximum = ReceiveMaximum,
            MaximumPacketSize = BrokerChannel.MaxPacketBytes,
            KeepAlivePeriod = KeepAlive,
            WillTopic = will.Topic,
            WillPayload = will.Payload.ToArray(),
            WillContentType = will.ContentType,
            WillQualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            WillDelayInterval = WillDelaySeconds,
            WillUserProperties = will.UserProperties,
        };
    }

    // Once for each cause until there is a connection again: a hub that is away for a day is one event, not a thousand.
    private void Tell(HubAddress hub, Reason reason, string detail)
    {
        _trouble = reason;
        if (reason.Code != _told)
        {
            _told = reason.Code;
            parts.Log.Write(JournalEvents.HubConnectionFailed, null, reason, $"{hub.MqttHost}:{hub.MqttPort}: {detail}");
        }
    }
}
