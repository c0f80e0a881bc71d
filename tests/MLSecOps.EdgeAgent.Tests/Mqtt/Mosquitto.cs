using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.EdgeAgent.Tests.Hub;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Mqtt;

/// <summary>A broker of others: Debian's Mosquitto on a free loopback port, with certificates and an access list of the test.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private const string Program = "/usr/sbin/mosquitto";

    private readonly Transcript _said = new();
    private readonly ScratchFolder _folder = new();
    private readonly Process _process;

    private Mosquitto(TestHub hub, int port, X509Certificate2 server, string more)
    {
        Port = port;
        File.WriteAllText(_folder["ca.pem"], SigningAuthority.CertificatePem(hub.Root.Certificate));
        File.WriteAllText(_folder["server.pem"], SigningAuthority.CertificatePem(server));
        File.WriteAllText(_folder["server.key"], SigningAuthority.KeyPem(server));
        File.WriteAllText(_folder["acl"], "user test-listener\ntopic readwrite mlsec/1/#\n\npattern write mlsec/1/%u/up/#\npattern read mlsec/1/%u/down/#\n" + more);
        File.WriteAllText(
            _folder["conf"],
            $"""
            user root
            persistence false
            allow_anonymous false
            acl_file {_folder["acl"]}
            listener {port} 127.0.0.1
            cafile {_folder["ca.pem"]}
            certfile {_folder["server.pem"]}
            keyfile {_folder["server.key"]}
            require_certificate true
            use_identity_as_username true
            log_dest stderr
            """);
        _process = Process.Start(new ProcessStartInfo(Program, ["-v", "-c", _folder["conf"]]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, line) => _said.WriteLine(line.Data);
        _process.OutputDataReceived += (_, line) => _said.WriteLine(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public int Port { get; }

    public string Address => $"localhost:{Port}";

    public string Said => _said.ToString();

    /// <param name="hub">Whose anchors count.</param>
    /// <param name="port">0 for a free one.</param>
    /// <param name="server">The broker's certificate; the hub's when null.</param>
    /// <param name="more">More lines of the access list; the last word on a topic does not count, any right given does.</param>
    public static async Task<Mosquitto> StartAsync(TestHub hub, int port = 0, X509Certificate2? server = null, string more = "")
    {
        Mosquitto broker = new(hub, port == 0 ? TlsServer.FreePort() : port, server ?? hub.Server, more);
        await hub.UntilAsync(() => broker.Said.Contains(" running", StringComparison.Ordinal) || broker._process.HasExited, "a broker");
        Assert.False(broker._process.HasExited, broker.Said);
        return broker;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        _folder.Dispose();
    }
}
