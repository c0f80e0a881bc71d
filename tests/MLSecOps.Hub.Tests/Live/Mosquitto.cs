using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using MLSecOps.TestKit;

namespace MLSecOps.Hub.Tests.Live;

/// <summary>Debian's Mosquitto with the configuration and the access list that ship, and a revocation list; paths and port aside.</summary>
internal sealed class Mosquitto : IDisposable
{
    private const string Program = "/usr/sbin/mosquitto";

    private readonly Transcript _said = new();
    private readonly ScratchFolder _folder = new();
    private readonly Process _process;

    /// <param name="keys">The fleet.</param>
    /// <param name="port">Where it listens.</param>
    /// <param name="revoked">The list that the hub writes.</param>
    public Mosquitto(FleetKeys keys, int port, string revoked)
    {
        File.WriteAllText(_folder["ca.pem"], SigningAuthority.CertificatePem(keys.HubRoot.Certificate) + SigningAuthority.CertificatePem(keys.OperatorRoot.Certificate));
        File.WriteAllText(_folder["server.pem"], SigningAuthority.CertificatePem(keys.Tls));
        File.WriteAllText(_folder["server.key"], SigningAuthority.KeyPem(keys.Tls));
        File.Copy(Path.Combine(Root(), "packaging/broker/acl"), _folder["acl"]);
        File.WriteAllText(_folder["mosquitto.conf"], "user root\n" + File.ReadAllText(Path.Combine(Root(), "packaging/broker/mosquitto.conf"))
            .Replace("# crlfile /etc/mosquitto/mlsec/revoked.pem", $"crlfile {revoked}", StringComparison.Ordinal)
            .Replace("/etc/mosquitto/mlsec/", _folder.Path + "/", StringComparison.Ordinal)
            .Replace("/var/lib/mosquitto/", _folder.Path + "/", StringComparison.Ordinal)
            .Replace("listener 8883", $"listener {port} 127.0.0.1", StringComparison.Ordinal));
        _process = Process.Start(new ProcessStartInfo(Program, ["-v", "-c", _folder["mosquitto.conf"]]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        _process.ErrorDataReceived += (_, line) => _said.WriteLine(line.Data);
        _process.OutputDataReceived += (_, line) => _said.WriteLine(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    public string Said => _said.ToString();

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    /// <summary>Has it read its lists again, as <c>systemctl reload mosquitto</c> does.</summary>
    public Task ReloadAsync() => ToolRun.Must("kill", "-HUP", _process.Id.ToString(CultureInfo.InvariantCulture));

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
        _folder.Dispose();
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (!Directory.Exists(Path.Combine(folder, "packaging")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("outside the repository");
        }

        return folder;
    }
}
