using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.TestKit;
using MLSecOps.TestKit.Onnx.Hostile;

namespace MLSecOps.Formats.Tests.Inspection.Corpus;

/// <summary>Hostile models for every rule but those of backdoors in the graph (<see cref="BackdoorTests"/>) and of links, which only the disk knows (<c>LinkedModelTests</c>).</summary>
public sealed class HostileModelTests
{
    private const int LeastOfEach = 5;

    public static TheoryData<string> Names => [.. HostileModel.All.Select(model => model.ToString())];

    [Theory]
    [MemberData(nameof(Names))]
    [RedTeam("G6", "Hides something hostile in a model, in one of hundreds of ways", typeof(ModelInspection))]
    public void Is_found_by_its_rule(string name)
    {
        HostileModel model = HostileModel.All.Single(model => model.ToString() == name);
        InspectionReport report = Inspected.Report(model);
        string found = $"{report.Refusal?.Reason} {string.Join("\n", report.Findings.Select(finding => $"{finding.Severity} {finding.Rule} {finding.Location}: {finding.Evidence}"))}";
        InspectionSeverity severity = Enum.Parse<InspectionSeverity>(model.Severity);
        InspectionFinding? hit = report.Findings.FirstOrDefault(finding => finding.Rule.Id == model.Rule && finding.Severity == severity);
        Assert.True(hit is not null, $"{name} is not found at {severity}: {found}");
        Assert.NotEmpty(hit.Location);
        Assert.NotEmpty(hit.Evidence);
        Assert.True(severity <= hit.Rule.Severity);
    }

    public static TheoryData<string> Unreadable => [.. UnreadableModels.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Is_refused(string name)
    {
        InspectionReport report = Inspected.Report(UnreadableModels.All.Single(model => model.Name == name).Build());
        Assert.NotNull(report.Refusal);
        Assert.Null(report.Model);
    }

    [Fact]
    public void Every_rule_has_enough_models_and_no_model_stands_twice()
    {
        InspectionRule[] apart = [InspectionRules.GraphShadow, InspectionRules.ExternalLink];
        Assert.All(InspectionRules.All.Except(apart), rule => Assert.True(HostileModel.All.Count(model => model.Rule == rule.Id) >= LeastOfEach, rule.Id));
        Assert.All(HostileModel.All, model => Assert.NotNull(InspectionRules.Find(model.Rule)));
        Assert.Distinct(HostileModel.All.Select(model => model.ToString()));
        Assert.True(HostileModel.All.Count >= 80, $"{HostileModel.All.Count} models");
    }

    /// <summary>What a model hides is found because it is there: without it nothing is found.</summary>
    [Fact]
    public void The_carrier_is_clean() => Assert.Empty(Inspected.Report(new TestKit.Onnx.Networks.Perceptron().Honest().ToBytes()).Findings);
}
