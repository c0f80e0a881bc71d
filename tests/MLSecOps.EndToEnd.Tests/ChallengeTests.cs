using System.Net.Http;
using System.Text.Json;
using System.Text.Json.Nodes;
using MLSecOps.Core.Challenge;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>The challenge as it ships: hub and device each run the signed model in a worker of their own; a device whose runtime loads other weights is found by nothing else.</summary>
public sealed class ChallengeTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    [RedTeam("G8", "Exchanges the inference library for one that loads other weights when the hub asks, and leaves every file of the model alone", typeof(ModelChallenge), "CHALLENGE_ANSWER_DEVIATES")]
    public async Task An_honest_device_is_held_and_one_with_other_weights_is_found()
    {
        await using Fleet fleet = new();
        await fleet.StartHubAsync();
        string honest = await fleet.DeviceAsync("honest");
        string changed = await fleet.DeviceAsync("changed", worker: await ChangedWorkerAsync(fleet["other"]));
        string package = fleet.Push(1, Declaring(fleet["model"]));
        Assert.True(fleet.Ask("rollout", "start", package, "--device", honest, "--device", changed).GetProperty("ok").GetBoolean());

        await fleet.UntilAsync(() => fleet.Runs(honest, 1), Patience);
        Assert.StartsWith("held: 4 of 4 inputs", ChallengeOf(fleet, honest), StringComparison.Ordinal);
        (int code, string output, string error) = Mlsec(fleet, "device", "challenge", honest);
        Assert.True(code == 0, output + error);
        Assert.Contains("challenge held: 4 of 4 inputs", output, StringComparison.Ordinal);
        fleet.Ask("device", "show", honest, "--export", fleet["bundle.json"]);
        (code, output, error) = RunningAgent.RunMlsec("attest", "verify", fleet["bundle.json"], "--trust", fleet["trust/trust.toml"]);
        Assert.True(code == 0, output + error);
        Assert.Contains("the hub's word", output, StringComparison.Ordinal);
        Assert.Contains("checked   challenge answered", output, StringComparison.Ordinal);

        await fleet.UntilAsync(() => fleet.Findings(changed).Contains("CHALLENGE_ANSWER_DEVIATES"), Patience);
        Assert.Equal("rejected", fleet.Device(changed)!.Value.GetProperty("verdict").GetString());
        Assert.StartsWith("not held: CHALLENGE_ANSWER_DEVIATES", ChallengeOf(fleet, changed), StringComparison.Ordinal);
        (code, output, _) = Mlsec(fleet, "device", "challenge", changed);
        Assert.Equal(3, code);
        Assert.Contains("challenge not held: CHALLENGE_ANSWER_DEVIATES", output, StringComparison.Ordinal);
        using HttpClient browser = new();
        Assert.Contains("CHALLENGE_ANSWER_DEVIATES", await browser.GetStringAsync(new Uri($"{fleet.PageUrl}/devices/{changed}"), TestContext.Current.CancellationToken), StringComparison.Ordinal);

        // Nothing else speaks against it: file, rehearsal and inspection are as signed.
        Assert.Equal(File.ReadAllBytes(Path.Combine(Programs.SampleModel, "model.onnx")), File.ReadAllBytes(fleet.InstalledModel("changed")));
        Assert.Equal(["CHALLENGE_ANSWER_DEVIATES"], fleet.Findings(changed));
    }

    private static string? ChallengeOf(Fleet fleet, string ueid) =>
        fleet.Device(ueid)!.Value.GetProperty("models").EnumerateArray().Single().TryGetProperty("challenge", out JsonElement challenge) ? challenge.GetString() : null;

    private static (int ExitCode, string Output, string Error) Mlsec(Fleet fleet, params string[] arguments) =>
        RunningAgent.RunMlsec([.. arguments, "--operator", fleet["trust/operator.toml"], "--hub", fleet.HubUrl]);

    // The sample model, with a challenge in its suite.
    private static string Declaring(string folder)
    {
        foreach (string file in Directory.GetFiles(Programs.SampleModel, "*", SearchOption.AllDirectories))
        {
            string copy = Path.Combine(folder, Path.GetRelativePath(Programs.SampleModel, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        string suite = Path.Combine(folder, "sanity/suite.json");
        JsonObject declared = JsonNode.Parse(File.ReadAllText(suite))!.AsObject();
        declared["challenge"] = JsonNode.Parse("""{"count":4,"inputs":[{"name":"image","type":"float32","shape":[1,1,28,28],"low":0,"high":16,"scale":0}]}""");
        File.WriteAllText(suite, declared.ToJsonString());
        return folder;
    }

    private static async Task<string> ChangedWorkerAsync(string folder)
    {
        Directory.CreateDirectory(folder);
        string worker = Path.Combine(folder, "mlsec-worker");
        string library = Path.Combine(folder, "libonnxruntime.so");
        File.Copy(Programs.Worker, worker);
        File.Copy(Path.Combine(Path.GetDirectoryName(Programs.Worker)!, "libonnxruntime.so"), library + ".real");
        await ToolRun.Must("gcc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, Path.Combine(Programs.Root, "tests/MLSecOps.EndToEnd.Tests/other_weights.c"), "-ldl");
        return worker;
    }
}
