using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace MLSecOps.EdgeAgent.Mqtt;

/// <summary>MQTT packets over a TLS stream of our own. Unlike the library's adapter it has a limit: the broker is untrusted, and a packet is read into memory.</summary>
/// <param name="stream">The connection, to a server that was judged; owned from now on.</param>
internal sealed class BrokerChannel(SslStream stream) : IMqttChannelAdapter
{
    /// <summary>Longest packet that is accepted, in bytes; the broker is told at CONNECT.</summary>
    public const int MaxPacketBytes = 256 << 10;

    /// <summary>Messages that were received and not worked through yet; then nothing more is read. Above what the broker may send unacknowledged.</summary>
    private const int MaxWaiting = 32;

    private const int WriterBytes = 4096;
    private const int MostWriterBytes = 64 << 10;
    private const int OpensslAlerts = 1000;

    private static readonly TimeSpan AlertPatience = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _sending = new(1);
    private readonly SemaphoreSlim _waiting = new(MaxWaiting);
    private readonly byte[] _header = new byte[1];

    /// <summary>What broke the connection; null while nothing did.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The DISCONNECT by which the broker ended the connection; null while there is none.</summary>
    public MqttDisconnectPacket? Farewell { get; private set; }

    /// <summary>The TLS alert (RFC 8446, 6) by which the server ended the connection, such as 45 for an expired certificate; null for none.</summary>
    public int? Alert => AlertOf(Failure);

    public long BytesReceived => 0;

    public long BytesSent => 0;

    public X509Certificate2? ClientCertificate => null;

    public EndPoint? RemoteEndPoint => null;

    public EndPoint? LocalEndPoint => null;

    public bool IsSecureConnection => true;

    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; } = new(MqttProtocolVersion.V500, new MqttBufferWriter(WriterBytes, MostWriterBytes));

    /// <summary>The TLS alert inside a failure; null when there is none. OpenSSL numbers alerts of the peer from 1000.</summary>
    public static int? AlertOf(Exception? failure)
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            int reason = inner.HResult & 0xfff;
            if (inner is CryptographicException && reason is > OpensslAlerts and < OpensslAlerts + 256)
            {
                return reason - OpensslAlerts;
            }
        }

        return null;
    }

    /// <summary>A received message was worked through: another one may be read.</summary>
    public void Done()
    {
        if (_waiting.CurrentCount < MaxWaiting)
        {
            _waiting.Release();
        }
    }

    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task DisconnectAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(cancellationToken) is { } packet ? await AdmitAsync(packet, cancellationToken) : null;
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
        catch (Exception broken) when (broken is IOException or AuthenticationException)
        {
            Failure ??= broken;
            throw new MqttCommunicationException(broken);
        }
    }

    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        await _sending.WaitAsync(cancellationToken);
        try
        {
            MqttPacketBuffer encoded = PacketFormatterAdapter.Encode(packet);
            // One write, one TLS record for a small packet.
            await stream.WriteAsync(encoded.Join(), cancellationToken);
        }
        catch (Exception broken) when (broken is IOException or AuthenticationException or ObjectDisposedException)
        {
            Failure ??= broken;
            if (packet is MqttConnectPacket)
            {
                await FindAlertAsync();
            }

            throw new MqttCommunicationException(broken);
        }
        finally
        {
            PacketFormatterAdapter.Cleanup();
            _sending.Release();
        }
    }

    public void ResetStatistics()
    {
    }

    public void Dispose() => stream.Dispose();

    private async Task<MqttPacket?> ReadAsync(CancellationToken cancellationToken)
    {
        int flags = await ByteAsync(cancellationToken);
        if (flags < 0)
        {
            return null;
        }

        // MQTT 5.0, section 1.5.5: seven bits a byte, four bytes at most.
        int length = 0;
        int bytes = 0;
        int next;
        do
        {
            next = await ByteAsync(cancellationToken);
            if (next < 0)
            {
                return null;
            }

            length |= (next & 0x7f) << (7 * bytes++);
            if (length > MaxPacketBytes || bytes > 4)
            {
                throw new MqttProtocolViolationException($"a packet longer than {MaxPacketBytes} bytes");
            }
        }
        while ((next & 0x80) != 0);

        byte[] body = new byte[length];
        return await stream.ReadAtLeastAsync(body, length, throwOnEndOfStream: false, cancellationToken) < length
            ? null
            : PacketFormatterAdapter.Decode(new ReceivedMqttPacket((byte)flags, new ArraySegment<byte>(body), 1 + bytes + length))
                ?? throw new MqttProtocolViolationException("a packet of no known kind");
    }

    // A server that refuses the certificate hangs up while the first packet is written. What it said before can still be read, and nobody else reads yet.
    private async Task FindAlertAsync()
    {
        using CancellationTokenSource late = new(AlertPatience);
        try
        {
            _ = await ByteAsync(late.Token);
        }
        catch (Exception said) when (said is IOException or AuthenticationException or ObjectDisposedException or OperationCanceledException)
        {
            Failure = AlertOf(said) is null ? Failure : said;
        }
    }

    private async Task<MqttPacket> AdmitAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        if (packet is MqttPublishPacket)
        {
            await _waiting.WaitAsync(cancellationToken);
        }
        else if (packet is MqttDisconnectPacket farewell)
        {
            Farewell = farewell;
        }

        return packet;
    }

    private async ValueTask<int> ByteAsync(CancellationToken cancellationToken) =>
        await stream.ReadAsync(_header, cancellationToken) == 0 ? -1 : _header[0];
}
