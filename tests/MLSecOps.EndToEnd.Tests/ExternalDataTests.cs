using System.Text.Json;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>A model whose weights are in another file goes the whole way: packed, rehearsed and installed, challenged by the hub, served by an application that lays it out, and audited.</summary>
public sealed class ExternalDataTests
{
    private const string Often = "[watch]\ninterval = \"1s\"\n[tap]\ncanary_interval = \"1s\"\naudit_interval = \"1s\"\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    [Fact]
    public async Task A_model_with_external_data_is_rehearsed_challenged_served_and_audited()
    {
        string? tabular = SharedVectors.Find("ml/tabular");
        Assert.SkipWhen(tabular is null, SharedVectors.Absent);
        await using Fleet fleet = new();
        await fleet.StartHubAsync();
        string ueid = await fleet.DeviceAsync("plant", Often);
        TabularModel made = TabularModel.Make(tabular, fleet["model"], fleet["recorded"], outside: true);
        Assert.True(new FileInfo(made.Model).Length < new FileInfo(made.Model + ".data").Length / 4);
        string package = fleet.Push(1, made.Folder);
        Assert.True(fleet.Ask("rollout", "start", package, "--device", ueid).GetProperty("ok").GetBoolean());
        await fleet.UntilAsync(() => fleet.Runs(ueid, 1), Patience);
        Assert.StartsWith("held: ", fleet.Device(ueid)!.Value.GetProperty("models").EnumerateArray().Single().GetProperty("challenge").GetString(), StringComparison.Ordinal);

        using (ServingApplication serving = await ServingApplication.StartAsync(fleet["plant/run/io.mlsec.Agent"], "fashion-mnist", made.Rows, fleet["orders"]))
        {
            await fleet.UntilAsync(() => fleet.AgentSaid("plant").Contains("applications answer like the signed model", StringComparison.Ordinal), Patience);
            await fleet.UntilAsync(() => fleet.Findings(ueid).Count == 0, Patience);

            // The weights are changed while the graph stays as it is: only canaries and audits can tell.
            byte[] twin = File.ReadAllBytes(Path.Combine(tabular, "adult-mlp.onnx"));
            for (int at = twin.Length / 2; at < (twin.Length / 2) + 1024; at++)
            {
                twin[at] ^= 1;
            }

            File.WriteAllBytes(fleet["twin.onnx"], twin);
            serving.Serve(fleet["twin.onnx"]);
            await fleet.UntilAsync(() => fleet.Findings(ueid).Contains("APPLICATION_ANSWERS_CHANGED"), Patience);
        }

        // The weights on the disk are watched as the model is.
        DeviceTests.FlipByte(fleet.InstalledModel("plant") + ".data", 5000);
        await fleet.UntilAsync(() => fleet.Story(ueid).Contains("MODEL_TAMPERED"), Patience);
    }
}
