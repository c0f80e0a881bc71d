using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace MLSecOps.EdgeAgent.Tests.Mqtt;

/// <summary>A broker that has the right certificate and an evil mind: it answers every CONNECT with the reason code that the test says (MQTT 5.0, 3.2.2.2).</summary>
internal sealed class TlsBroker : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2 _certificate;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private int _refused;

    public TlsBroker(X509Certificate2 certificate)
    {
        _certificate = certificate;
        _listener.Start();
        Address = $"localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}";
        _loop = Task.Run(AcceptAsync);
    }

    public string Address { get; }

    /// <summary>What it says.</summary>
    public byte Answer { get; set; } = 0x87;

    /// <summary>How often it said so.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        _listener.Dispose();
        await _loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            using Socket socket = await _listener.AcceptSocketAsync(_stopping.Token);
            try
            {
                using SslStream stream = new(new NetworkStream(socket, ownsSocket: false));
                await stream.AuthenticateAsServerAsync(
                    new SslServerAuthenticationOptions { ServerCertificate = _certificate, ClientCertificateRequired = true, RemoteCertificateValidationCallback = (_, _, _, _) => true },
                    _stopping.Token);
                await stream.ReadAtLeastAsync(new byte[16], 16, throwOnEndOfStream: false, _stopping.Token);

                // CONNACK: no session, the code, no properties.
                await stream.WriteAsync(new byte[] { 0x20, 0x03, 0x00, Answer, 0x00 }, _stopping.Token);
                await stream.ReadAtLeastAsync(new byte[16], 16, throwOnEndOfStream: false, _stopping.Token);
                Interlocked.Increment(ref _refused);
            }
            catch (Exception gone) when (gone is IOException or AuthenticationException)
            {
                // The device hung up.
            }
        }
    }
}
