using System.Net.Http;
using System.Text.Json;
using MLSecOps.Core.Findings;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>A release turns out to be bad: its publisher recalls it, an operator brings the bulletin to the hub, and devices go back, each when it hears of it.</summary>
public sealed class RecallTests
{
    private const string Why = "deaf in the rain";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [RedTeam("G4", "Has the fleet go on with a release that its publisher recalled, and keeps a device off the line meanwhile", typeof(ReasonCatalogue), "RELEASE_RECALLED", "MODEL_RELEASE_RECALLED")]
    public async Task Devices_go_back_from_a_recalled_release_also_one_that_was_away(bool external)
    {
        await using Fleet fleet = new();
        using Mosquitto? mosquitto = external ? new Mosquitto(fleet) : null;
        if (mosquitto is not null)
        {
            await mosquitto.StartAsync(fleet);
        }

        await fleet.StartHubAsync(mosquitto?.Port);
        string here = await fleet.DeviceAsync("here"), away = await fleet.DeviceAsync("away");
        string first = fleet.Push(1);
        Assert.True(fleet.Ask("rollout", "start", first, "--all").GetProperty("ok").GetBoolean());
        await fleet.UntilAsync(() => fleet.Runs(here, 1) && fleet.Runs(away, 1));

        // A release that is confirmed is not gone back from: the recall comes while the next one soaks.
        Soak(fleet, "here");
        Soak(fleet, "away");
        string second = fleet.Push(2);
        long rollout = fleet.Ask("rollout", "start", second, "--all").GetProperty("rollout").GetProperty("id").GetInt64();
        await fleet.UntilAsync(() => fleet.Runs(here, 2) && fleet.Runs(away, 2));
        fleet.StopAgent("away");

        JsonElement bulletin = Recall(fleet, second, first);
        Assert.Equal(2, bulletin.GetProperty("recalls")[0].GetProperty("running").GetInt32());
        await fleet.UntilAsync(() => fleet.Runs(here, 1));
        Assert.Contains(PolicyReasons.ReleaseRecalled.Code, fleet.Story(here));
        Assert.Contains(EvidenceReasons.ModelRecalled.Code, fleet.Story(here));

        // Of the other one is known what it ran last: that is not trusted any more.
        JsonElement gone = fleet.Device(away)!.Value;
        Assert.Equal(("rejected", EvidenceReasons.ModelRecalled.Code), (gone.GetProperty("verdict").GetString(), gone.GetProperty("reason").GetString()));
        Assert.Equal(PolicyReasons.ReleaseRecalled.Code, fleet.Ask("rollout", "start", second, "--all").GetProperty("reason").GetString());
        JsonElement status = fleet.Ask("rollout", "status", $"{rollout}").GetProperty("rollout");
        Assert.Equal(Why, status.GetProperty("withdrawal").GetProperty("why").GetString());
        Assert.All(status.GetProperty("devices").EnumerateArray(), device => Assert.Equal("failed", device.GetProperty("state").GetString()));
        using HttpClient browser = new();
        string page = await browser.GetStringAsync($"{fleet.PageUrl}/packages", TestContext.Current.CancellationToken);
        Assert.Contains("Recalled", page, StringComparison.Ordinal);
        Assert.Contains(Why, page, StringComparison.Ordinal);

        fleet.RestartAgent("away");
        await fleet.UntilAsync(() => fleet.Runs(away, 1));
        Assert.DoesNotContain(EvidenceReasons.ModelRecalled.Code, fleet.Findings(here).Concat(fleet.Findings(away)));
    }

    private static void Soak(Fleet fleet, string device)
    {
        string file = fleet[$"{device}/agent.toml"];
        File.WriteAllText(file, File.ReadAllText(file).Replace("soak = \"0s\"", "soak = \"1h\"", StringComparison.Ordinal));
        fleet.StopAgent(device);
        fleet.RestartAgent(device);
    }

    private static JsonElement Recall(Fleet fleet, string package, string fallback)
    {
        (int code, string output, string error) = RunningAgent.RunMlsec(
            "trust", "bulletin", "--recall", package, "--why", Why, "--fallback", fallback,
            "--cert", fleet["trust/keys/publisher.pem"], "--key", fleet["trust/keys/publisher.key"], "-o", fleet["bulletin-1.json"]);
        Assert.True(code == 0, output + error);
        JsonElement answer = fleet.Ask("rollout", "recall", fleet["bulletin-1.json"]);
        Assert.True(answer.GetProperty("ok").GetBoolean(), answer.GetRawText());
        return answer.GetProperty("bulletin");
    }
}
