using System.Text;
using System.Text.Json;
using MLSecOps.Contracts.Telemetry;
using MLSecOps.EdgeAgent.Enrolment;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Spool;
using MLSecOps.EdgeAgent.Tests.Hub;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.EdgeAgent.Tests.Mqtt;

/// <summary>The end of an identity on the device: keys go when somebody on the device says so, never because of what the network says; and a new identity begins a new epoch.</summary>
public sealed class RetirementTests : IDisposable
{
    private readonly TestHub _hub = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _hub.Dispose();

    [Fact]
    public async Task Retiring_tells_the_hub_by_the_device_s_own_key_and_leaves_no_key_behind()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        await using TlsServer server = new(_hub.Server, _ => TlsServer.Whole("200 OK", "{}"u8.ToArray()));
        _hub.Configure(server.Url, broker.Address);
        Ueid ueid = _hub.Enrol();
        byte[] secret;
        using (EnrolledIdentity identity = _hub.Identity())
        {
            secret = Encoding.ASCII.GetBytes(identity.Key.ExportPkcs8PrivateKeyPem());
        }

        await using LineDevice device = new(_hub);
        await _hub.UntilAsync(() => device.Line.Status!.Connected, "a connection");

        // An open descriptor sees what was written over the file before it went.
        using FileStream witness = new(_hub.Folder["state/identity/device.pem"], FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        (Ueid? retired, string? untold) = await device.Line.RetireAsync(Token);

        Assert.Equal(ueid, retired);
        Assert.Null(untold);
        HttpAsk ask = Assert.Single(server.Asked);
        Assert.Equal($"POST /api/1/devices/{ueid}/retire HTTP/1.1", ask.Line);
        Assert.Equal(ueid.Hex, ask.ClientName);
        Assert.Equal(["retired"], Directory.EnumerateFileSystemEntries(_hub.Folder["state/identity"]).Select(Path.GetFileName));
        byte[] left = new byte[witness.Length];
        witness.ReadExactly(left);
        Assert.Equal(-1, left.AsSpan().IndexOf(secret.AsSpan(40, 40)));
        await _hub.UntilAsync(() => device.Line.Status is { Connected: false, Ueid: null, Reason: "ENROLMENT_TOKEN_MISSING" }, "no line");
    }

    [Fact]
    public async Task A_hub_that_cannot_be_told_does_not_keep_the_keys_alive()
    {
        _hub.Configure($"https://localhost:{TlsServer.FreePort()}", $"localhost:{TlsServer.FreePort()}");
        _hub.Enrol();
        await using LineDevice device = new(_hub);
        await _hub.UntilAsync(() => device.Line.Identity is not null, "an identity");
        (_, string? untold) = await device.Line.RetireAsync(Token);
        Assert.NotNull(untold);
        Assert.False(File.Exists(_hub.Folder["state/identity/device.pem"]));
        Assert.Contains("the hub does not know", _hub.JournalText, StringComparison.Ordinal);
    }

    [Fact]
    [RedTeam("G4", "Takes over the broker and says that a device is banned, so that it wipes its keys", typeof(HubLine), "DEVICE_NOT_ENROLLED")]
    public async Task What_a_broker_says_wipes_nothing()
    {
        Ueid ueid = _hub.Enrol();
        await using TlsBroker broker = new(_hub.Server);
        _hub.Configure("https://localhost:1", broker.Address);
        byte[] before = File.ReadAllBytes(_hub.Folder["state/identity/device.pem"]);
        await using LineDevice device = new(_hub);
        foreach (byte code in new byte[] { 0x8A, 0x87, 0x85, 0x86 })
        {
            broker.Answer = code;
            int count = broker.Refused;
            await _hub.UntilAsync(() => broker.Refused > count + 1, "two refusals");
        }

        Assert.Equal(before, File.ReadAllBytes(_hub.Folder["state/identity/device.pem"]));
        Assert.Equal(ueid, device.Line.Identity!.Ueid);
        Assert.Equal("DEVICE_NOT_ENROLLED", device.Line.Status!.Reason);
    }

    [Fact]
    public async Task A_device_that_enrols_again_begins_an_epoch_that_says_why()
    {
        await using Mosquitto broker = await Mosquitto.StartAsync(_hub);
        Ueid ueid = _hub.Enrol(new CertificateProfile { Usages = [], NotBefore = TestHub.Now.AddDays(-20), NotAfter = TestHub.Now.AddDays(-1) });
        await using TlsServer server = new(_hub.Server, ask => TlsServer.Whole(
            "200 OK",
            Encoding.ASCII.GetBytes(Convert.ToBase64String(_hub.Issue(Convert.FromBase64String(Encoding.ASCII.GetString(ask.Body)), ueid)))));
        _hub.Configure(server.Url, broker.Address);
        ChainHead last;
        await using (LineDevice before = new(_hub))
        {
            last = before.Say("BEFORE");

            // Acknowledged once: a hub knows this chain.
            Assert.Equal(AcknowledgementOutcome.Accepted, before.Chain.Acknowledge(last));
            last = before.Say("AFTER");
            await _hub.UntilAsync(() => _hub.JournalText.Contains("[DEVICE_CERTIFICATE_EXPIRED]", StringComparison.Ordinal), "a refusal");
            last = before.Chain.Head!;
            File.WriteAllText(_hub.TokenFile, _hub.TokenFor(_hub.Server).ToString());
            await _hub.UntilAsync(() => before.Line.Status!.Connected, "a connection");

            Assert.NotEqual(last.Epoch, before.Chain.Head!.Epoch);
            SpooledRecord first = before.Chain.Pending(-1, 100).First(record => record.Link.Epoch == before.Chain.Head!.Epoch && record.Link.Sequence == 1);
            EpochRecord why = JsonSerializer.Deserialize(first.Payload!.Value.Span, TelemetryJson.Default.EpochRecord)!;
            Assert.Equal((EpochCauses.Reenrolled, last.Epoch.Hex), (why.Cause, why.PreviousEpoch));
        }
    }
}
