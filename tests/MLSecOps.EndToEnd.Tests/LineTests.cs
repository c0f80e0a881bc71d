using System.Net.Http;
using System.Text.Json;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>Hub, broker, agent and command line as they ship: a release pushed, attested, tampered with, noticed and restored.</summary>
public sealed class LineTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_release_reaches_a_device_and_tampering_reaches_the_page(bool external)
    {
        await using Fleet fleet = new();
        using Mosquitto? mosquitto = external ? new Mosquitto(fleet) : null;
        if (mosquitto is not null)
        {
            await mosquitto.StartAsync(fleet);
        }

        await fleet.StartHubAsync(mosquitto?.Port);
        string ueid = await fleet.DeviceAsync("device");

        // An operator listens on the broker, as anybody's tool would.
        using RunningProcess listener = new("mosquitto_sub", [.. Listen(fleet), "-t", $"mlsec/1/{ueid}/up/evidence", "-C", "1", "-W", "30", "-F", "%C|%P|%x"]);
        string package = fleet.Push(1);
        Assert.True(fleet.Ask("rollout", "start", package, "--device", ueid).GetProperty("ok").GetBoolean());
        await fleet.UntilAsync(() => fleet.Runs(ueid, 1));
        Assert.Equal(File.ReadAllBytes(Path.Combine(Programs.SampleModel, "model.onnx")), File.ReadAllBytes(fleet.InstalledModel("device")));
        Assert.Equal(0, await listener.EndAsync());
        await AssertEvidenceAsync(fleet, ueid, listener.Said);

        JsonElement challenge = fleet.Ask("device", "challenge", ueid);
        Assert.Equal("trusted", challenge.GetProperty("verdict").GetString());

        fleet.Tamper("device");
        using HttpClient browser = new();
        await fleet.UntilAsync(() => browser.GetStringAsync(new Uri($"{fleet.PageUrl}/devices/{ueid}")).GetAwaiter().GetResult().Contains("MODEL_TAMPERED", StringComparison.Ordinal));
        await fleet.UntilAsync(() => fleet.Runs(ueid, 1) && fleet.Findings(ueid).Count == 0);
    }

    // The message's form by a program that has none of our code; its signature by openssl.
    private static async Task AssertEvidenceAsync(Fleet fleet, string ueid, string line)
    {
        string[] parts = line.Trim().Split('|');
        Assert.Equal("application/eat+cwt; eat_profile=2.25.177566396997161700832030115623043092409", parts[0]);
        Assert.Contains("type:mlsec.evidence.v1", parts[1], StringComparison.Ordinal);
        Assert.Contains("specversion:1.0", parts[1], StringComparison.Ordinal);
        Assert.Contains($"source:/mlsec/{ueid}", parts[1], StringComparison.Ordinal);
        File.WriteAllBytes(fleet["evidence"], Convert.FromHexString(parts[2]));

        fleet.Ask("device", "show", ueid, "--export", fleet["bundle.json"]);
        JsonElement bundle = JsonDocument.Parse(File.ReadAllText(fleet["bundle.json"])).RootElement;
        File.WriteAllBytes(fleet["device.der"], bundle.GetProperty("certificates")[0].GetBytesFromBase64());
        await ToolRun.Must("openssl", "x509", "-inform", "DER", "-in", fleet["device.der"], "-out", fleet["device.pem"]);
        string decoder = Path.Combine(Programs.Root, "tests/MLSecOps.Trust.Tests/Evidence/decode_evidence.py");
        string claims = await ToolRun.Must("python3", decoder, "evidence", fleet["evidence"], fleet["device.pem"]);
        Assert.Contains(ueid, claims, StringComparison.Ordinal);
        (int code, string output, string error) = RunningAgent.RunMlsec("attest", "verify", fleet["bundle.json"], "--trust", fleet["trust/trust.toml"]);
        Assert.True(code == 0, output + error);

        // Its package declares no challenge: nobody ran the model beside it, and nobody says so.
        Assert.DoesNotContain("the hub's word", output, StringComparison.Ordinal);
    }

    private static string[] Listen(Fleet fleet) =>
    [
        "-V", "mqttv5", "-h", "localhost", "-p", $"{fleet.MqttPort}", "--cafile", fleet["trust/anchors/hub.pem"],
        "--cert", fleet["trust/keys/operator.pem"], "--key", fleet["trust/keys/operator.key"], "-q", "1",
    ];
}
