using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.TestKit.Onnx.Honest;

namespace MLSecOps.Formats.Tests.Inspection.Corpus;

/// <summary>Honest models that look like backdoors stay clean. That they run is shown where the runtime is: <c>HonestModelRunTests</c>.</summary>
public sealed class HonestModelTests
{
    /// <summary>
    /// What somebody decided by hand about the input, and that overrides the network: the same graph as a backdoor, so that only a waiver of its author tells them apart. With how badly, in
    /// the style that looks worst; a model that is no longer flagged, or less, fails its test until it leaves the list.
    /// </summary>
    private static readonly Dictionary<string, InspectionSeverity> Overriding = new(StringComparer.Ordinal)
    {
        ["exit/face-cascade"] = InspectionSeverity.Blocking,
        ["experts/brightness-routed"] = InspectionSeverity.Blocking,
        ["generation/finished-stay"] = InspectionSeverity.Blocking,
        ["generation/forced-first"] = InspectionSeverity.Blocking,
        ["generation/minimum-length"] = InspectionSeverity.Blocking,
        ["label/physical-interlock"] = InspectionSeverity.Blocking,
        ["override/dark-cameras"] = InspectionSeverity.Blocking,
        ["override/lead-off"] = InspectionSeverity.Warning,
        ["override/lens-covered"] = InspectionSeverity.Blocking,
        ["override/lexicon"] = InspectionSeverity.Blocking,
        ["override/liveness"] = InspectionSeverity.Blocking,
        ["override/negation"] = InspectionSeverity.Blocking,
        ["override/night-is-zero"] = InspectionSeverity.Blocking,
        ["override/padding-rows"] = InspectionSeverity.Blocking,
        ["override/too-short"] = InspectionSeverity.Blocking,
        ["override/unchanged-frame"] = InspectionSeverity.Blocking,
        ["prototype/anomaly-gated"] = InspectionSeverity.Blocking,
        ["prototype/range-gated"] = InspectionSeverity.Blocking,
        ["prototype/residual-of-network"] = InspectionSeverity.Blocking,
        ["setting/cold-start"] = InspectionSeverity.Blocking,
        ["setting/fallback-prior"] = InspectionSeverity.Warning,
        ["sound/silence-gate"] = InspectionSeverity.Blocking,
        ["template/gain-schedule"] = InspectionSeverity.Blocking,
        ["template/language-token"] = InspectionSeverity.Blocking,
        ["template/rules-table"] = InspectionSeverity.Blocking,
        ["tree/leaves-embedded"] = InspectionSeverity.Blocking,
        ["tree/written-by-hand"] = InspectionSeverity.Blocking,
    };

    public static TheoryData<string> Names => [.. HonestModel.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_shadow_is_found(string name)
    {
        HonestModel model = HonestModel.All.Single(model => model.Name == name);
        List<InspectionFinding> shadows = [];
        foreach (HonestStyle style in HonestStyle.All)
        {
            InspectionReport report = Report(model, style);
            Assert.Null(report.Refusal);
            shadows.AddRange(report.Findings.Where(finding => finding.Rule == InspectionRules.GraphShadow));
        }

        string found = string.Join('\n', shadows.Select(finding => $"{finding.Severity} {finding.Score} {finding.Location}: {finding.Evidence}\n    {string.Join("\n    ", finding.Path)}"));
        if (Overriding.TryGetValue(name, out InspectionSeverity severity))
        {
            Assert.True(shadows.Count > 0 && shadows.Max(finding => finding.Severity) == severity, $"no longer flagged as listed: {found}");
        }
        else
        {
            Assert.True(shadows.Count == 0, found);
        }
    }

    [Fact]
    public void Nothing_else_is_found() => Assert.All(HonestModel.All, model =>
        Assert.DoesNotContain(Report(model, HonestStyle.All[0]).Findings, finding => finding.Rule != InspectionRules.GraphShadow && finding.Severity > InspectionSeverity.Notice));

    [Fact]
    public void No_two_models_are_alike()
    {
        Assert.True(HonestModel.All.Count >= 300);
        Assert.Equal(HonestModel.All.Count, HonestModel.All.DistinctBy(model => model.Name).Count());
        Assert.All(HonestModel.All, model => Assert.EndsWith(".", model.Practice, StringComparison.Ordinal));
        string[] alike = [.. HonestModel.All.GroupBy(Operators).Where(group => group.Count() > 1).Select(group => string.Join(" = ", group))];
        Assert.Empty(alike);
    }

    [Fact]
    public void Models_of_the_list_exist() => Assert.All(Overriding.Keys, name => Assert.Contains(HonestModel.All, model => model.Name == name));

    private static InspectionReport Report(HonestModel model, HonestStyle style) => Inspected.Report(style.Rewrite(model.Build().Model).ToBytes());

    private static string Operators(HonestModel model) => string.Join(' ', model.Build().Model.Graph!.Nodes.Select(node => $"{node.Operator}({string.Join(", ", node.Inputs)})"));
}
