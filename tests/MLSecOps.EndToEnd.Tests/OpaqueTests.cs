using System.Diagnostics;
using MLSecOps.Core.Packages;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>A model in a format that only its application can run: the application rehearses itself through its tap, with the same inputs and the same judge.</summary>
public sealed class OpaqueTests
{
    private const string Confirm = """
        import json, socket, sys
        s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
        s.sendall(json.dumps({"method": "io.mlsec.Agent.ConfirmModel", "parameters": {"model": "tables", "release": 1}}).encode() + b"\0")
        print(json.loads(s.recv(65536)[:-1]).get("error", "confirmed"))
        """;

    [Fact]
    [RedTeam("G1", "Confirms a model that nobody here could rehearse", typeof(ModelFormat))]
    public async Task An_application_confirms_its_model_only_after_it_has_answered_every_golden_input()
    {
        string? tabular = SharedVectors.Find("ml/tabular");
        Assert.SkipWhen(tabular is null, SharedVectors.Absent);
        using ScratchFolder folder = new();
        using RunningAgent agent = new(folder, "[update]\nconfirm = \"application\"\nallow_opaque = true\n[tap]\ncanary_interval = \"1d\"\n");
        TabularModel made = TabularModel.Make(tabular, folder["model"], folder["recorded"]);
        string package = folder["tables.mlpkg"];
        Must("model", "pack", made.Folder, "-o", package, "--name", "tables", "--version", "1.0.0", "--release", "1", "--format", "opaque");
        Must("model", "sign", package, "--cert", folder["trust/keys/publisher.pem"], "--key", folder["trust/keys/publisher.key"]);
        await agent.StartAsync();
        agent.Drop(package);
        await agent.UntilAsync(() => agent.Status()!.Value.GetProperty("models").EnumerateArray().Any(model => model.GetProperty("state").GetString() == "current"));

        Assert.Equal("io.mlsec.Agent.NotRehearsed", await ConfirmAsync(agent));
        using ServingApplication application = await ServingApplication.StartAsync(agent.Socket, "tables", made.Rows, folder["orders"]);
        for (Stopwatch patience = Stopwatch.StartNew(); await ConfirmAsync(agent) != "confirmed" && patience.Elapsed < TimeSpan.FromSeconds(30);)
        {
            await Task.Delay(200, TestContext.Current.CancellationToken);
        }

        await agent.UntilAsync(() => agent.Status()!.Value.GetProperty("models").EnumerateArray().Any(model => model.GetProperty("state").GetString() == "confirmed"));
    }

    private static async Task<string> ConfirmAsync(RunningAgent agent) => (await ToolRun.Must("/usr/bin/python3", "-c", Confirm, agent.Socket)).Trim();

    private static void Must(params string[] arguments)
    {
        (int code, string output, string error) = RunningAgent.RunMlsec(arguments);
        Assert.True(code == 0, $"mlsec {string.Join(' ', arguments)}: exit {code}\n{error}{output}");
    }
}
