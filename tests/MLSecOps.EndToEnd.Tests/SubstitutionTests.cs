using System.Net.Http;
using System.Text.Json;
using MLSecOps.Core.Findings;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>An application serves the signed model; then somebody puts something else in its place, each time at another one. Each is found, has a name of its own, and the hub says what to do.</summary>
public sealed class SubstitutionTests
{
    private const string Often = "[watch]\ninterval = \"1s\"\n[tap]\ncanary_interval = \"1s\"\naudit_interval = \"1s\"\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    [RedTeam("G3", "Replaces the file on disk, loads another file in a second application, changes the model of a serving one, and exchanges the runtime library", typeof(ReasonCatalogue), "MODEL_TAMPERED", "APPLICATION_OTHER_MODEL", "APPLICATION_ANSWERS_CHANGED", "SANITY_OUTPUT_DEVIATES")]
    public async Task Each_substitution_is_found_by_its_own_name_and_shown_with_the_next_step()
    {
        string? tabular = SharedVectors.Find("ml/tabular");
        Assert.SkipWhen(tabular is null, SharedVectors.Absent);
        await using Fleet fleet = new();
        await fleet.StartHubAsync();
        Directory.CreateDirectory(fleet["runtime"]);
        string worker = CopiedRuntime(fleet["runtime"]);
        string ueid = await fleet.DeviceAsync("plant", Often, worker);
        TabularModel made = TabularModel.Make(tabular, fleet["model"], fleet["recorded"]);
        string package = fleet.Push(1, made.Folder);
        Assert.True(fleet.Ask("rollout", "start", package, "--device", ueid).GetProperty("ok").GetBoolean());
        await fleet.UntilAsync(() => fleet.Runs(ueid, 1), Patience);

        string socket = fleet["plant/run/io.mlsec.Agent"];
        using ServingApplication serving = await ServingApplication.StartAsync(socket, "fashion-mnist", made.Rows, fleet["first"]);
        await fleet.UntilAsync(() => fleet.AgentSaid("plant").Contains("applications answer like the signed model", StringComparison.Ordinal), Patience);
        await fleet.UntilAsync(() => fleet.Findings(ueid).Count == 0, Patience);

        await GivenToAsync(fleet, ueid, serving);

        // The file on the disk: whoever has the model open keeps the signed bytes.
        fleet.Tamper("plant");
        await fleet.UntilAsync(() => fleet.Story(ueid).Contains("MODEL_TAMPERED"), Patience);
        await fleet.UntilAsync(() => !fleet.Findings(ueid).Contains("MODEL_TAMPERED"), Patience);
        Assert.DoesNotContain(fleet.Story(ueid), code => code.StartsWith("APPLICATION_OTHER", StringComparison.Ordinal) || code == "APPLICATION_ANSWERS_CHANGED");

        // A second application opens the model and loads another file.
        string twin = Twin(made.Model, fleet["twin.onnx"]);
        using (ServingApplication other = await ServingApplication.StartAsync(socket, "fashion-mnist", made.Rows, fleet["second"], twin))
        {
            await fleet.UntilAsync(() => fleet.Findings(ueid).Contains("APPLICATION_OTHER_MODEL"), Patience);
            Assert.DoesNotContain("APPLICATION_ANSWERS_CHANGED", fleet.Findings(ueid));
            await ShowsAsync(fleet, ueid, ApplicationReasons.OtherModel, $"process {other.Id}");
        }

        await fleet.UntilAsync(() => !fleet.Findings(ueid).Contains("APPLICATION_OTHER_MODEL"), Patience);

        // The runtime library is exchanged for one that answers wrongly.
        string library = Path.Combine(fleet["runtime"], "libonnxruntime.so");
        await ToolRun.Must("gcc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-DREHEARSALS_TOO", "-o", fleet["stub.so"], Path.Combine(Programs.Root, "tests/MLSecOps.EndToEnd.Tests/other_weights.c"), "-ldl");
        File.Copy(library, library + ".real");
        File.Move(fleet["stub.so"], library, overwrite: true);
        await fleet.UntilAsync(() => fleet.Findings(ueid).Contains("SANITY_OUTPUT_DEVIATES"), Patience);
        await ShowsAsync(fleet, ueid, RehearsalReasons.OutputDeviates);
        Assert.DoesNotContain("APPLICATION_ANSWERS_CHANGED", fleet.Findings(ueid));
        File.Move(library + ".real", library, overwrite: true);
        await fleet.UntilAsync(() => !fleet.Findings(ueid).Contains("SANITY_OUTPUT_DEVIATES"), Patience);

        // The watched application begins to answer from the twin.
        serving.Serve(twin);
        await fleet.UntilAsync(() => fleet.Findings(ueid).Contains("APPLICATION_ANSWERS_CHANGED"), Patience);
        await ShowsAsync(fleet, ueid, ApplicationReasons.AnswersChanged, $"process {serving.Id}");
        await fleet.UntilAsync(() => fleet.Device(ueid)!.Value.GetProperty("verdict").GetString() == "rejected", Patience);
    }

    // Signed evidence says which bytes are in whose memory: checked offline, and the program by another hash of the file that runs.
    private static async Task GivenToAsync(Fleet fleet, string ueid, ServingApplication serving)
    {
        string program = (await ToolRun.Must("sha256sum", $"/proc/{serving.Id}/exe"))[..64];
        JsonElement model = default, given = default;
        await fleet.UntilAsync(
            () =>
            {
                fleet.Ask("device", "show", ueid, "--export", fleet["bundle.json"]);
                (_, string output, _) = RunningAgent.RunMlsec("attest", "verify", fleet["bundle.json"], "--trust", fleet["trust/trust.toml"], "--json");
                model = JsonDocument.Parse(output).RootElement.GetProperty("evidence").GetProperty("models")[0];
                given = model.GetProperty("handed_out").EnumerateArray().FirstOrDefault(row => row.GetProperty("executable_digest").GetString() == "sha256:" + program);
                return given.ValueKind == JsonValueKind.Object;
            },
            Patience);
        Assert.Equal(model.GetProperty("disk_digest").GetString(), given.GetProperty("model_digest").GetString());
        Assert.Equal(model.GetProperty("manifest_digest").GetString(), given.GetProperty("manifest_digest").GetString());
        Assert.Equal(1, given.GetProperty("open").GetInt32());
        using HttpClient browser = new();
        Assert.Contains("handed_out", await browser.GetStringAsync(new Uri($"{fleet.PageUrl}/devices/{ueid}"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    // The finding has a page that says what it is and what to do next.
    private static async Task ShowsAsync(Fleet fleet, string ueid, Reason reason, string? detail = null)
    {
        JsonElement finding = fleet.Ask("device", "show", ueid).GetProperty("findings").EnumerateArray().First(row => row.GetProperty("reason").GetString() == reason.Code);
        Assert.Equal("fashion-mnist", finding.GetProperty("model").GetString());
        if (detail is not null)
        {
            Assert.Contains(detail, finding.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }

        using HttpClient browser = new();
        string page = System.Net.WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri($"{fleet.PageUrl}/findings/{finding.GetProperty("id").GetInt64()}"), TestContext.Current.CancellationToken));
        Assert.Contains(reason.Code, page, StringComparison.Ordinal);
        Assert.Contains(reason.Next, page, StringComparison.Ordinal);
    }

    private static string CopiedRuntime(string folder)
    {
        string worker = Path.Combine(folder, "mlsec-worker");
        File.Copy(Programs.Worker, worker);
        File.Copy(Path.Combine(Path.GetDirectoryName(Programs.Worker)!, "libonnxruntime.so"), Path.Combine(folder, "libonnxruntime.so"));
        return worker;
    }

    // The same network with one bit in each byte of some weights turned over, wherever a weight begins.
    private static string Twin(string model, string path)
    {
        byte[] content = File.ReadAllBytes(model);
        for (int at = content.Length / 2; at < (content.Length / 2) + 1024; at++)
        {
            content[at] ^= 1;
        }

        File.WriteAllBytes(path, content);
        return path;
    }
}
