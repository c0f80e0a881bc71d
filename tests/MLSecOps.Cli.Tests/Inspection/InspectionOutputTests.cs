using System.Text;
using System.Text.Json;
using MLSecOps.Cli.Inspection;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests.Inspection;

/// <summary>What a person, a program and code scanning see of an inspection.</summary>
public sealed class InspectionOutputTests
{
    public static TheoryData<string, int> Outcomes => new() { { "blocked", 3 }, { "clean", 0 }, { "refused", 4 } };

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Lines_and_documents_are_pinned(string name, int exitCode)
    {
        Outcome outcome = Named(name).Shown();
        Assert.Equal(exitCode, outcome.ExitCode);
        Golden.Matches($"inspect/{name}.txt", Printed(outcome, json: false));
        Golden.Matches($"inspect/{name}.json", Printed(outcome, json: true));
    }

    [Theory]
    [MemberData(nameof(Outcomes))]
    public void Sarif_is_pinned(string name, int exitCode)
    {
        string text = SarifLog.Text(Named(name), "0.1.0");
        using JsonDocument log = JsonDocument.Parse(text);
        Assert.Equal(exitCode, log.RootElement.GetProperty("runs")[0].GetProperty("invocations")[0].GetProperty("exitCode").GetInt32());
        Golden.Matches($"inspect/{name}.sarif", text + "\n");
    }

    [Fact]
    public void A_difference_is_pinned() => Golden.Matches("inspect/difference.txt", string.Concat(ModelLines.Of(SampleInspection.Difference).Select(line => line.Text + "\n")));

    [Fact]
    [RedTeam("G6", "Name parts of a model so that the terminal shows a clean verdict", typeof(FindingLines))]
    public void No_name_in_a_model_moves_the_cursor_or_makes_a_line()
    {
        Outcome outcome = SampleInspection.Hostile.Shown();
        string text = Printed(outcome, json: false);
        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('\u202e', text);
        Assert.DoesNotContain('\u200b', text);
        Assert.DoesNotContain(text.Split('\n'), line => line.StartsWith("CLEAN", StringComparison.Ordinal));
        Assert.Contains("BLOCKED model.onnx", text);
        Assert.Equal(3, outcome.ExitCode);

        using JsonDocument json = JsonDocument.Parse(Printed(outcome, json: true));
        Assert.Equal("blocked", json.RootElement.GetProperty("result").GetString());
        using JsonDocument log = JsonDocument.Parse(SarifLog.Text(SampleInspection.Hostile, "0.1.0"));
        Assert.Single(log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray());
    }

    [Fact]
    public void Every_result_of_a_log_refers_to_what_the_log_holds()
    {
        using JsonDocument log = JsonDocument.Parse(SarifLog.Text(SampleInspection.Blocked, "0.1.0"));
        JsonElement run = log.RootElement.GetProperty("runs")[0];
        JsonElement rules = run.GetProperty("tool").GetProperty("driver").GetProperty("rules"), taxa = run.GetProperty("taxonomies")[0].GetProperty("taxa");
        foreach (JsonElement result in run.GetProperty("results").EnumerateArray())
        {
            Assert.Equal(result.GetProperty("ruleId").GetString(), rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
            JsonElement taxon = result.GetProperty("taxa")[0];
            Assert.Equal(taxon.GetProperty("id").GetString(), taxa[taxon.GetProperty("index").GetInt32()].GetProperty("id").GetString());
            Assert.Equal("spotter.mlpkg", result.GetProperty("locations")[0].GetProperty("physicalLocation").GetProperty("artifactLocation").GetProperty("uri").GetString());
        }

        string[] prints = [.. run.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("partialFingerprints").EnumerateObject().Single().Value.GetString()!)];
        Assert.Equal(prints.Length, prints.Distinct().Count());
        Assert.Equal(5, run.GetProperty("results")[0].GetProperty("codeFlows")[0].GetProperty("threadFlows")[0].GetProperty("locations").GetArrayLength());
        Assert.Equal("our own operator, in the image since 1.3", run.GetProperty("results")[3].GetProperty("suppressions")[0].GetProperty("justification").GetString());
    }

    private static InspectionOutcome Named(string name) => name switch
    {
        "blocked" => SampleInspection.Blocked,
        "clean" => SampleInspection.Clean,
        _ => SampleInspection.Refused,
    };

    private static string Printed(Outcome outcome, bool json)
    {
        StringBuilder text = new();
        using StringWriter both = new(text);
        Surroundings surroundings = new(both, both, false, false, new Dictionary<string, string> { ["LANG"] = "C.UTF-8" }, TimeProvider.System);
        new Printer(surroundings, new PrintOptions(json, false, null)).Print(outcome);
        return text.ToString();
    }
}
