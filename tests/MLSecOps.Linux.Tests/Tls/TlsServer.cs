using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.Tls;

/// <summary>A server on loopback that serves one visitor after the other and tells what it saw of each.</summary>
internal sealed class TlsServer : IDisposable
{
    private readonly Socket _listener;

    public TlsServer(IPAddress? address = null)
    {
        _listener = new Socket((address ?? IPAddress.Loopback).AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address ?? IPAddress.Loopback, 0));
        _listener.Listen();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

    /// <summary>A port on which nobody listens: it was free a moment ago, and the system gives it to nobody while the socket is bound.</summary>
    public static Socket ReservePort(out int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        return socket;
    }

    /// <summary>A server that shows a certificate with those above it, up to the root.</summary>
    public static SslServerAuthenticationOptions Showing(X509Certificate2 certificate, SigningAuthority issuer, SslProtocols protocols = SslProtocols.None) => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(certificate, [.. issuer.Intermediates], offline: true),
        EnabledSslProtocols = protocols,
    };

    /// <summary>Takes one visitor and sends back what it says until it leaves. Never throws for what the visitor does.</summary>
    public async Task<Visit> Echo(SslServerAuthenticationOptions options)
    {
        using Socket socket = await _listener.AcceptAsync(TestContext.Current.CancellationToken);
        await using SslStream stream = new(new NetworkStream(socket));
        List<byte> received = [];
        Exception? failure = null;
        byte[] buffer = new byte[4096];
        try
        {
            await stream.AuthenticateAsServerAsync(options, TestContext.Current.CancellationToken);
            for (int count; (count = await stream.ReadAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
            {
                received.AddRange(buffer.AsSpan(0, count));
                await stream.WriteAsync(buffer.AsMemory(0, count), TestContext.Current.CancellationToken);
            }
        }
        catch (Exception broken) when (broken is AuthenticationException or IOException)
        {
            failure = broken;
        }

        return new Visit([.. received], stream.TargetHostName, failure);
    }

    /// <summary>Takes one visitor, says some bytes without TLS, and reads until it leaves; it closes its own side first if <paramref name="leave"/>.</summary>
    public async Task<byte[]> SayPlainly(byte[] bytes, bool leave, Action? arrived = null)
    {
        using Socket socket = await _listener.AcceptAsync(TestContext.Current.CancellationToken);
        arrived?.Invoke();
        List<byte> received = [];
        byte[] buffer = new byte[4096];
        try
        {
            await socket.SendAsync(bytes, TestContext.Current.CancellationToken);
            if (leave)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            for (int count; (count = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken)) > 0;)
            {
                received.AddRange(buffer.AsSpan(0, count));
            }
        }
        catch (SocketException)
        {
            // The visitor hung up on us.
        }

        return [.. received];
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>What the server saw of a visitor.</summary>
    /// <param name="Received">Bytes of the application.</param>
    /// <param name="HostName">The name that the visitor asked for; empty for none.</param>
    /// <param name="Failure">How it ended; null for an orderly end.</param>
    internal sealed record Visit(byte[] Received, string HostName, Exception? Failure);
}
