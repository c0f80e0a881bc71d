using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using MLSecOps.Configuration.Hub;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Ingest;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Identity;

namespace MLSecOps.Hub.Tests.Broker;

/// <summary>Revocation that reaches Mosquitto: the hub's list, read by openssl and by the real broker, and a hub that takes nothing from a revoked device whatever the broker lets through.</summary>
public sealed class MosquittoRevocationTests : IAsyncLifetime
{
    private readonly ScratchFolder _folder = new();
    private readonly int _port = Mosquitto.FreePort();
    private LiveHub _hub = null!;
    private Mosquitto _broker = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string List => _folder["revoked.pem"];

    public async ValueTask InitializeAsync()
    {
        _hub = await LiveHub.StartAsync(change: Configure);

        // Mosquitto has the machine's clock.
        _hub.Time.SetUtcNow(TimeProvider.System.GetUtcNow());
        await _hub.RestartAsync();
        await _hub.UntilAsync(() => File.Exists(List));
        _broker = new Mosquitto(_hub.Keys, _port, List);
        await _hub.UntilAsync(() => _broker.Said.Contains(" running", StringComparison.Ordinal));
    }

    public async ValueTask DisposeAsync()
    {
        _broker.Dispose();
        await _hub.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [RedTeam("G5", "Goes on at a broker elsewhere with a key that was revoked", typeof(RevocationListIssuer))]
    public async Task A_revoked_device_is_refused_after_the_broker_read_the_list_again()
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        await using SimulatedDevice other = await _hub.DeviceAsync();
        Assert.Equal(0, await PublishAsync(device, "metric"));
        Assert.Equal(1, await NumberAsync());

        using HttpResponseMessage retired = await _hub.Operator.PostAsync(HubRoutes.RetireOf(device.Ueid.Hex), null, Token);
        Assert.Equal(HttpStatusCode.OK, retired.StatusCode);
        Assert.Equal(2, await NumberAsync());
        string text = await OpensslAsync("-text", "-noout");
        Assert.Contains(device.Certificate.SerialNumber, text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Cessation Of Operation", text, StringComparison.Ordinal);

        await _broker.ReloadAsync();
        await _hub.UntilAsync(() => PublishAsync(device, "metric").GetAwaiter().GetResult() != 0);
        await _hub.UntilAsync(() => _broker.Said.Contains("certificate verify failed", StringComparison.Ordinal));
        Assert.Equal(0, await PublishAsync(other, "metric"));
    }

    [Fact]
    [RedTeam("G5", "Speaks through a broker that was not told of the revocation", typeof(MessageHandler), "DEVICE_RETIRED")]
    public async Task What_a_broker_lets_through_in_a_revoked_name_is_not_taken()
    {
        await using SimulatedDevice device = await _hub.DeviceAsync();
        await _hub.UntilAsync(() =>
        {
            // The hub's pauses between attempts pass by its own clock.
            _hub.Time.Advance(TimeSpan.FromSeconds(1));
            return _broker.Said.Contains("$share/hub", StringComparison.Ordinal);
        });
        using HttpResponseMessage retired = await _hub.Operator.PostAsync(HubRoutes.RetireOf(device.Ueid.Hex), null, Token);
        Assert.Equal(HttpStatusCode.OK, retired.StatusCode);
        DateTimeOffset? seen = _hub.Read(store => store.StateOf(device.Ueid.Hex)).LastSeen;

        Assert.Equal(0, await PublishAsync(device, "death"));
        await _hub.UntilAsync(() => _hub.FindingsAsync(device.Ueid.Hex).GetAwaiter().GetResult().Any(finding => finding.Reason == EnrolmentReasons.DeviceRetired.Code));
        Assert.Equal(seen, _hub.Read(store => store.StateOf(device.Ueid.Hex)).LastSeen);
    }

    [Fact]
    public async Task Openssl_verifies_the_list_and_anybody_may_have_it()
    {
        string verified = await OpensslAsync("-noout", "-CAfile", _folder["ca.pem"]);
        Assert.Contains("verify OK", verified, StringComparison.Ordinal);
        string served = await _hub.Anybody.GetStringAsync(HubRoutes.RevocationList, Token);
        Assert.StartsWith(served, await File.ReadAllTextAsync(List, Token), StringComparison.Ordinal);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(List));
    }

    [Fact]
    public async Task The_number_rises_with_each_list_and_survives_the_hub()
    {
        long before = await NumberAsync();
        await using SimulatedDevice device = await _hub.DeviceAsync();
        (await _hub.Operator.PostAsync(HubRoutes.ReenrolOf(device.Ueid.Hex), null, Token)).Dispose();
        Assert.Equal(before + 1, await NumberAsync());
        Assert.Contains("Key Compromise", await OpensslAsync("-text", "-noout"), StringComparison.Ordinal);

        await _hub.RestartAsync(TimeSpan.FromDays(8));
        Assert.Equal(before + 2, await NumberAsync());
        Assert.Equal(KeyEnd.Revoked, _hub.Read(store => store.EndedKeys())[0].Cause);
    }

    private HubConfiguration Configure(HubConfiguration configuration)
    {
        FleetKeys keys = FleetKeys.Honest;
        FleetKeys.WritePair(configuration.IdentityDirectory, "client", keys.HubRoot.Issue("mlsec-hub", FleetKeys.ClientProfile));
        DateTimeOffset start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
        File.WriteAllText(
            Path.Combine(configuration.IdentityDirectory, "issuers.crl"),
            Empty(keys.HubRoot, start) + Empty(keys.OperatorRoot, start));
        File.WriteAllText(_folder["ca.pem"], SigningAuthority.CertificatePem(keys.HubRoot.Certificate) + SigningAuthority.CertificatePem(keys.DeviceAuthority.Certificate));
        return configuration with { Broker = BrokerKind.External, BrokerHost = "localhost", BrokerPort = _port, RevocationFile = List };
    }

    private static string Empty(SigningAuthority authority, DateTimeOffset start) =>
        PemEncoding.WriteString("X509 CRL", RevocationListIssuer.Issue([], authority.Certificate, 1, start, start.AddYears(5))) + "\n";

    /// <summary>Publishes as the device, by a program that has none of our code; gives its exit code.</summary>
    private async Task<int> PublishAsync(SimulatedDevice device, string kind)
    {
        File.WriteAllText(_folder[$"{device.Ueid}.pem"], SigningAuthority.CertificatePem(device.Certificate) + SigningAuthority.CertificatePem(_hub.Keys.DeviceAuthority.Certificate));
        File.WriteAllText(_folder[$"{device.Ueid}.key"], device.Key.ExportPkcs8PrivateKeyPem());
        ToolRun run = await ToolRun.Run(
            "mosquitto_pub", "-V", "mqttv5", "-h", "localhost", "-p", _port.ToString(CultureInfo.InvariantCulture), "--cafile", _folder["ca.pem"],
            "--cert", _folder[$"{device.Ueid}.pem"], "--key", _folder[$"{device.Ueid}.key"], "-i", device.Ueid.Hex, "-q", "1",
            "-t", $"mlsec/1/{device.Ueid}/up/{kind}", "-m", "{\"schema\":\"mlsec.death/1\",\"bd_seq\":1}");
        return run.ExitCode;
    }

    private async Task<long> NumberAsync()
    {
        string text = await OpensslAsync("-noout", "-crlnumber");
        return long.Parse(text.Trim().Split('=')[1].Replace("0x", string.Empty, StringComparison.Ordinal), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }

    private async Task<string> OpensslAsync(params string[] arguments)
    {
        ToolRun run = await ToolRun.Run("openssl", ["crl", "-in", List, .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error);
        return run.Output + run.Error;
    }
}
