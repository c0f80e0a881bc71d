using System.Text;
using System.Text.Json;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>
/// The offline scenario, with the programs as they ship: the hub is killed between insert and acknowledgement, the broker is down, the agent is killed
/// five times at moments that nobody chose while it makes findings, and its quota is full. Afterwards an oracle that has none of our code judges the hub's database.
/// </summary>
public sealed class OfflineTests
{
    private const int Kills = 5;

    private const int Files = 300;
    private const int NameLength = 240;

    // A little below the least quota: when so much waits, one batch more is too much.
    private const int Full = 980 << 10;

    private static readonly string Judge = Path.Combine(Programs.Root, "tests/MLSecOps.EndToEnd.Tests/judge_chain.py");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [RedTeam("G5", "Takes broker and hub down, kills the agent again and again, and fills its disk", typeof(OfflineTests))]
    public async Task Nothing_is_lost_or_doubled_over_a_time_without_broker_hub_and_room(bool external)
    {
        await using Fleet fleet = new();
        using HoldingProxy wire = new();
        using Mosquitto? mosquitto = external ? new Mosquitto(fleet) : null;
        if (mosquitto is not null)
        {
            await mosquitto.StartAsync(fleet);
            wire.Target = mosquitto.Port;
        }

        // The wire that answers take: from the hub to its broker, or from the hub's broker to the device.
        Task StartHubAsync() => external ? fleet.StartHubAsync(wire.Port, devicesPort: mosquitto!.Port) : fleet.StartHubAsync(devicesPort: wire.Port);
        await StartHubAsync();
        wire.Target = external ? wire.Target : fleet.BrokerPort;
        string ueid = await fleet.DeviceAsync("device", "[telemetry]\nquota = \"1MiB\"\n");
        await fleet.UntilAsync(() => !IsWaiting(fleet));

        // Inserted and not acknowledged: the finding is in the database, and no answer gets out of the hub any more.
        (wire.HoldsUp, wire.HoldsDown) = (external, !external);
        DropFile(fleet, "between");
        await fleet.UntilAsync(() => fleet.Ask("device", "show", ueid).GetRawText().Contains("between", StringComparison.Ordinal));
        Assert.True(IsWaiting(fleet, "between"));
        fleet.KillHub();
        File.Delete(Directory.GetFiles(fleet["device/state/drop"], "between*").Single());
        int held = (await JudgeAsync(fleet, ueid, 0, [])).GetProperty("records").GetInt32();
        mosquitto?.Kill();
        (wire.HoldsUp, wire.HoldsDown) = (false, false);

        Random moments = new(external ? 20261126 : 20261127);
        List<string> logs = [];
        for (int file = 0; file < Files; file++)
        {
            DropFile(fleet, $"offline-{file}");
        }

        for (int kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(moments.Next(300, 1500), TestContext.Current.CancellationToken);
            fleet.StopAgent("device");
            logs.AddRange(CopyLogs(fleet, kill));
            fleet.StartAgent("device");
        }

        // More and more, until there is no room for all of it.
        int files = Files;
        for (bool full = false; !full;)
        {
            full = Waiting(fleet) > Full;
            for (int batch = 0; batch < Files; batch++)
            {
                DropFile(fleet, $"offline-{files++}");
            }

            string last = $"offline-{files - 1}x";
            await fleet.UntilAsync(() => fleet.AgentSaid("device").Contains(last, StringComparison.Ordinal), TimeSpan.FromSeconds(90));
        }

        mosquitto?.Again();
        await StartHubAsync();
        wire.Target = external ? wire.Target : fleet.BrokerPort;
        await fleet.UntilAsync(() => !IsWaiting(fleet), TimeSpan.FromSeconds(90));
        logs.AddRange(CopyLogs(fleet, Kills));

        JsonElement verdict = await JudgeAsync(fleet, ueid, held, logs);
        TestContext.Current.TestOutputHelper?.WriteLine(verdict.GetRawText()[..200]);
        Assert.True(verdict.GetProperty("wrong").GetArrayLength() == 0, verdict.GetProperty("wrong").GetRawText());

        // A broker elsewhere drops what nobody is there to hear: what comes after may then come before. The chain has the order all the same.
        Assert.True(external || verdict.GetProperty("arrived_in_order").GetBoolean());
        Assert.True(verdict.GetProperty("device_links").GetInt32() > Files * 2);
        Assert.True(verdict.GetProperty("missing").GetInt32() > 0);
        Assert.Single(verdict.GetProperty("findings").EnumerateArray(), finding => finding.GetString()!.StartsWith("between", StringComparison.Ordinal));
        Assert.DoesNotContain(fleet.Story(ueid), reason => reason is "RECORD_GAP" or "CHAIN_FORK" or "CHAIN_EPOCH_BREAK" or "RECORD_REWRITTEN" or "RECORD_REPLAYED" or "DEVICE_CLONED");
    }

    /// <summary>The fleet's nonce is renewed after two and a half minutes: no schedule explains evidence within seconds.</summary>
    [Fact]
    public async Task A_finding_that_matters_is_authenticated_by_evidence_at_once()
    {
        await using Fleet fleet = new();
        await fleet.StartHubAsync();
        string ueid = await fleet.DeviceAsync("device");
        await fleet.UntilAsync(() => !IsWaiting(fleet));
        DropFile(fleet, "at-once");
        await fleet.UntilAsync(
            () => fleet.Ask("device", "show", ueid).GetProperty("findings").EnumerateArray().Any(finding => finding.GetProperty("authenticated").GetBoolean()), TimeSpan.FromSeconds(20));
    }

    // No package at all: the agent refuses each once in a life, and says its name.
    private static void DropFile(Fleet fleet, string name)
    {
        string folder = Directory.CreateDirectory(fleet["device/state/drop"]).FullName;
        File.WriteAllText(Path.Combine(folder, ".incoming"), name);
        File.Move(Path.Combine(folder, ".incoming"), Path.Combine(folder, name.PadRight(NameLength, 'x') + ".mlpkg"));
    }

    // A payload lies in the spool until the hub acknowledged it.
    private static bool IsWaiting(Fleet fleet, string? text = null)
    {
        string[] files = Directory.GetFiles(fleet["device/state/spool"]);
        return text is null ? files.Length > 0 : files.Any(file => Encoding.Latin1.GetString(File.ReadAllBytes(file)).Contains(text, StringComparison.Ordinal));
    }

    private static long Waiting(Fleet fleet) => Directory.GetFiles(fleet["device/state/spool"]).Sum(file => new FileInfo(file).Length);

    private static IEnumerable<string> CopyLogs(Fleet fleet, int life)
    {
        foreach (string log in Directory.GetFiles(fleet["device/state/chain"], "*.links"))
        {
            string copy = fleet[$"{life}-{Path.GetFileName(log)}"];
            File.Copy(log, copy);
            yield return copy;
        }
    }

    private static async Task<JsonElement> JudgeAsync(Fleet fleet, string ueid, int held, List<string> logs)
    {
        string said = await ToolRun.Must("python3", [Judge, fleet["hub-state/hub.db"], ueid, $"{held}", .. logs]);
        return JsonDocument.Parse(said).RootElement.Clone();
    }
}
