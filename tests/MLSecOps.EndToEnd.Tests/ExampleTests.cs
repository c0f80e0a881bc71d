using System.Text.Json;
using MLSecOps.TestKit;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>The examples of the C and C# clients with the shipped agent and a real model: opened, watched, asked canaries, and found to answer like the signed model. The one in Python is in the other stories.</summary>
public sealed class ExampleTests
{
    [Theory]
    [InlineData("c")]
    [InlineData("csharp")]
    public async Task An_example_serves_a_real_model_and_the_agent_says_so(string client)
    {
        string? tabular = SharedVectors.Find("ml/tabular");
        Assert.SkipWhen(tabular is null, SharedVectors.Absent);
        using ScratchFolder folder = new();
        using RunningAgent agent = new(folder, "[update]\nsoak = \"0s\"\n[tap]\ncanary_interval = \"1s\"\naudit_interval = \"1s\"\n");
        Task<string[]> command = ShippedExample.CommandAsync(client, folder["example"]);
        TabularModel made = TabularModel.Make(tabular, folder["model"], folder["recorded"]);
        RunningAgent.Must("model", "pack", made.Folder, "-o", folder["tables.mlpkg"], "--name", "tables", "--version", "1.0.0", "--release", "1");
        RunningAgent.Must("model", "sign", folder["tables.mlpkg"], "--cert", folder["trust/keys/publisher.pem"], "--key", folder["trust/keys/publisher.key"]);
        await agent.StartAsync();
        agent.Drop(folder["tables.mlpkg"]);
        await agent.UntilAsync(() => agent.Said.Contains("tables: a release became current", StringComparison.Ordinal));

        using ShippedExample example = ShippedExample.Start(await command, agent.Socket, "tables", File.ReadAllBytes(made.Rows), TabularModel.RowBytes);
        await agent.UntilAsync(() => Applications(agent).Any(row => row is { Served: "passed", Audited: "passed" } && row.Process == example.Id));
        Assert.Contains("applications answer like the signed model", agent.Said, StringComparison.Ordinal);
        (int exit, string error) = await example.EndAsync();
        Assert.Equal((0, ""), (exit, error));
        Assert.True(example.Answers > 0);
        await agent.UntilAsync(() => Applications(agent).Count == 0);
        Assert.DoesNotContain("does not answer like", agent.Said, StringComparison.Ordinal);
    }

    private static IReadOnlyList<(int Process, string Served, string Audited)> Applications(RunningAgent agent) =>
        agent.Status() is { } status && status.TryGetProperty("applications", out JsonElement rows) && rows.ValueKind == JsonValueKind.Array
            ? [.. rows.EnumerateArray().Select(row => (row.GetProperty("process").GetInt32(), row.GetProperty("served").GetString()!, row.GetProperty("audited").GetString()!))]
            : [];
}
