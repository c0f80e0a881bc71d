using System.Globalization;
using System.Net.Http;
using System.Text.Json;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>What the line refuses, with the programs as they ship: each a clear error or finding with its reason code, and the running model stays.</summary>
public sealed class LineRefusalTests
{
    [Fact]
    public async Task A_token_enrols_one_device_once()
    {
        await using Fleet fleet = new();
        await fleet.StartHubAsync();
        Directory.CreateDirectory(fleet["first"]);
        Directory.CreateDirectory(fleet["second"]);
        string ueid = fleet.Token("first/token");
        File.Copy(fleet["first/token"], fleet["second/token"]);
        fleet.Configure("first");
        fleet.StartAgent("first");
        await fleet.UntilAsync(() => fleet.Device(ueid) is { } device && device.GetProperty("freshness").GetString() == "fresh");

        fleet.Configure("second");
        RunningProcess second = fleet.StartAgent("second");
        await fleet.UntilAsync(() => second.Said.Contains("ENROLMENT_TOKEN_USED", StringComparison.Ordinal));

        // Another hub's token names another key; it is not even shown.
        Directory.CreateDirectory(fleet["third"]);
        await using Fleet other = new("other");
        await other.StartHubAsync();
        Directory.CreateDirectory(other["token"]);
        other.Token("token/token");
        File.Copy(other["token/token"], fleet["third/token"]);
        fleet.Configure("third");
        RunningProcess third = fleet.StartAgent("third");
        await fleet.UntilAsync(() => third.Said.Contains("HUB_PIN_MISMATCH", StringComparison.Ordinal));

        // A hub below another anchor gets nothing, whatever the token says.
        Directory.CreateDirectory(fleet["fourth"]);
        File.Copy(other["token/token"], fleet["fourth/token"]);
        fleet.Configure("fourth", url: other.HubUrl);
        RunningProcess fourth = fleet.StartAgent("fourth");
        await fleet.UntilAsync(() => fourth.Said.Contains("HUB_NOT_TRUSTED", StringComparison.Ordinal));
        Assert.Single(fleet.Ask("device", "list").GetProperty("devices").EnumerateArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_device_speaks_for_itself_only(bool external)
    {
        await using Fleet fleet = new();
        using Mosquitto? mosquitto = external ? new Mosquitto(fleet) : null;
        if (mosquitto is not null)
        {
            await mosquitto.StartAsync(fleet);
        }

        await fleet.StartHubAsync(mosquitto?.Port);
        string victim = await fleet.DeviceAsync("victim");
        string thief = await fleet.DeviceAsync("thief");

        // The thief's agent stops; somebody with its key tries the victim's topics, and the victim's name.
        fleet.StopAgent("thief");
        string[] identity = ["-V", "mqttv5", "-h", "localhost", "-p", $"{fleet.MqttPort}", "--cafile", fleet["trust/anchors/hub.pem"], .. fleet.IdentityOf("thief")];
        using RunningProcess listener = new("mosquitto_sub", [.. identity, "-i", thief, "-t", $"mlsec/1/{victim}/#", "-W", "2", "-v"]);
        await listener.EndAsync();
        Assert.DoesNotContain("mlsec/1/", listener.Said, StringComparison.Ordinal);
        await ToolRun.Run("mosquitto_pub", [.. identity, "-i", thief, "-q", "1", "-t", $"mlsec/1/{victim}/up/death", "-m", "{\"schema\":\"mlsec.death/1\",\"bd_seq\":99}"]);
        await ToolRun.Run("mosquitto_pub", [.. identity, "-i", victim, "-q", "1", "-t", $"mlsec/1/{victim}/up/death", "-m", "{\"schema\":\"mlsec.death/1\",\"bd_seq\":99}"]);
        if (!external)
        {
            await fleet.UntilAsync(() => fleet.Findings(thief).Contains("TOPIC_FORBIDDEN"));
        }

        // The victim is asked and answers: nobody took its session over, and nothing was said in its name.
        JsonElement challenge = fleet.Ask("device", "challenge", victim);
        Assert.Equal(JsonValueKind.String, challenge.GetProperty("verdict").ValueKind);
        Assert.True(fleet.Device(victim)!.Value.GetProperty("connected").GetBoolean());
        Assert.Empty(fleet.Findings(victim));
    }

    [Fact]
    public async Task A_hub_that_goes_away_changes_nothing_on_the_device_and_gets_every_record_once_when_it_is_back()
    {
        await using Fleet fleet = new();
        using Mosquitto mosquitto = new(fleet);
        await mosquitto.StartAsync(fleet);
        await fleet.StartHubAsync(mosquitto.Port);
        string ueid = await fleet.DeviceAsync("device");
        string package = fleet.Push(1);
        fleet.Ask("rollout", "start", package, "--device", ueid);
        await fleet.UntilAsync(() => fleet.Runs(ueid, 1));

        fleet.KillHub();
        byte[] signed = File.ReadAllBytes(fleet.InstalledModel("device"));
        fleet.Tamper("device");
        await fleet.UntilAsync(() => fleet.AgentSaid("device").Contains("the last good copy is back", StringComparison.Ordinal));
        Assert.Equal(signed, File.ReadAllBytes(fleet.InstalledModel("device")));

        await fleet.StartHubAsync(mosquitto.Port);
        await fleet.UntilAsync(() => fleet.Story(ueid).Contains("MODEL_TAMPERED"));
        await fleet.UntilAsync(() => fleet.Findings(ueid).Count == 0 && fleet.Runs(ueid, 1));
        Assert.Single(fleet.Story(ueid), reason => reason == "MODEL_TAMPERED");
        Assert.DoesNotContain(fleet.Story(ueid), reason => reason is "RECORD_GAP" or "CHAIN_FORK" or "CHAIN_EPOCH_BREAK");
    }

    [Fact]
    public async Task The_hub_says_which_port_is_taken()
    {
        await using Fleet fleet = new();
        await fleet.StartHubAsync();
        string taken = File.ReadAllText(fleet["hub.toml"]).Replace(fleet["hub-state"], fleet["hub-state-2"], StringComparison.Ordinal);
        int page = new Uri(fleet.PageUrl).Port;
        foreach ((string table, int port) in new[] { ("[https]", new Uri(fleet.HubUrl).Port), ("[mqtt]", fleet.MqttPort), ("[page]", page) })
        {
            File.WriteAllText(
                fleet["second.toml"],
                taken.Replace($"{table}\nlisten = \"127.0.0.1:0\"", string.Create(CultureInfo.InvariantCulture, $"{table}\nlisten = \"127.0.0.1:{port}\""), StringComparison.Ordinal));
            ToolRun second = await ToolRun.Run(Programs.Hub, "--config", fleet["second.toml"]);
            Assert.Equal(1, second.ExitCode);
            Assert.Contains($"127.0.0.1:{port}", second.Error, StringComparison.Ordinal);
            Assert.Contains("[ADDRESS_IN_USE]", second.Error, StringComparison.Ordinal);
            Assert.Contains("mlsec-hub: next: ", second.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_an_operator_steers()
    {
        await using Fleet fleet = new();
        await fleet.StartHubAsync();
        await fleet.DeviceAsync("device");
        string[] curl = ["-s", "--noproxy", "*", "--cacert", fleet["trust/anchors/hub.pem"]];
        string identity = File.ReadAllText(fleet["device/state/identity/device.pem"]);
        File.WriteAllText(fleet["device.pem"], identity);
        foreach (string[] who in new string[][] { [], ["--cert", fleet["device.pem"]], ["--cert", fleet["trust/hub/signer.pem"], "--key", fleet["trust/hub/signer.key"]] })
        {
            string answer = await ToolRun.Must("curl", [.. curl, .. who, $"{fleet.HubUrl}/api/1/devices"]);
            Assert.Equal("NOT_AUTHORISED", JsonDocument.Parse(answer).RootElement.GetProperty("reason").GetString());
        }

        using HttpClient browser = new();
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await browser.GetAsync(new Uri(fleet.PageUrl + "/api/1/devices"), TestContext.Current.CancellationToken)).StatusCode);
    }
}
