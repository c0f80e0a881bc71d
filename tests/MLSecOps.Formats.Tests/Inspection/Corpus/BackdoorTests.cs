using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.TestKit.Onnx.Hostile;
using MLSecOps.TestKit.Onnx.Networks;

namespace MLSecOps.Formats.Tests.Inspection.Corpus;

/// <summary>Every way to know a trigger with every way to act on it, on three networks. That they run and flip is shown where the runtime is: <c>GeneratedModelTests</c>.</summary>
public sealed class BackdoorTests(ITestOutputHelper output)
{
    [Fact]
    public void All_are_found()
    {
        var missed = new List<BackdooredModel>();
        int count = 0;
        foreach (BackdooredModel model in BackdooredModel.Grid)
        {
            count++;
            InspectionReport report = Inspected.Report(model.Build().ToBytes());
            if (!report.Findings.Any(finding => finding.Rule == InspectionRules.GraphShadow && finding.Severity == InspectionSeverity.Blocking))
            {
                missed.Add(model);
                output.WriteLine($"{model.Name}: {report.Refusal?.Reason} {string.Join("; ", report.Findings.Select(finding => $"{finding.Rule} {finding.Score} {finding.Evidence}"))}");
            }
        }

        Assert.True(count >= 3 * 30 * 30);
        Assert.True(missed.Count == 0, $"{missed.Count} of {count} missed; by trigger {Most(missed, model => model.Trigger.Name)}; by payload {Most(missed, model => model.Payload.Name)}");
    }

    [Fact]
    public void The_honest_networks_are_clean() =>
        Assert.All(BaseNetwork.All, network => Assert.Empty(Inspected.Report(network.Honest().ToBytes()).Findings));

    private static string Most(IEnumerable<BackdooredModel> models, Func<BackdooredModel, string> part) =>
        string.Join(", ", models.CountBy(part).OrderByDescending(pair => pair.Value).Select(pair => $"{pair.Key} {pair.Value}"));
}
