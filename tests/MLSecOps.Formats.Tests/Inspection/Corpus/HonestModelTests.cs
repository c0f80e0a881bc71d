using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.TestKit.Onnx.Honest;

namespace MLSecOps.Formats.Tests.Inspection.Corpus;

/// <summary>Honest models that look like backdoors stay clean. That they run is shown where the runtime is: <c>HonestModelRunTests</c>.</summary>
public sealed class HonestModelTests
{
    /// <summary>Wrongly flagged today, with how badly. The aim is none; a model that is no longer flagged, or less, fails its test until it leaves the list.</summary>
    private static readonly Dictionary<string, InspectionSeverity> Known = new(StringComparer.Ordinal)
    {
        ["exit/face-cascade"] = InspectionSeverity.Blocking,
        ["exit/margin-cascade"] = InspectionSeverity.Blocking,
        ["exit/skipped-block"] = InspectionSeverity.Blocking,
        ["exit/wake-word-stages"] = InspectionSeverity.Blocking,
        ["experts/brightness-routed"] = InspectionSeverity.Blocking,
        ["experts/dispatched"] = InspectionSeverity.Blocking,
        ["experts/if-routed-lightly"] = InspectionSeverity.Blocking,
        ["experts/switch-capacity"] = InspectionSeverity.Blocking,
        ["generation/finished-stay"] = InspectionSeverity.Blocking,
        ["generation/forced-first"] = InspectionSeverity.Blocking,
        ["generation/no-repeat"] = InspectionSeverity.Blocking,
        ["label/physical-interlock"] = InspectionSeverity.Blocking,
        ["mask/span-scores"] = InspectionSeverity.Blocking,
        ["override/dark-cameras"] = InspectionSeverity.Blocking,
        ["override/lead-off"] = InspectionSeverity.Warning,
        ["override/lens-covered"] = InspectionSeverity.Blocking,
        ["override/lexicon"] = InspectionSeverity.Blocking,
        ["override/liveness"] = InspectionSeverity.Blocking,
        ["override/negation"] = InspectionSeverity.Blocking,
        ["override/night-is-zero"] = InspectionSeverity.Blocking,
        ["override/too-short"] = InspectionSeverity.Blocking,
        ["override/unchanged-frame"] = InspectionSeverity.Blocking,
        ["picture/scale-guess"] = InspectionSeverity.Blocking,
        ["place/graph-neighbours"] = InspectionSeverity.Warning,
        ["prototype/anomaly-gated"] = InspectionSeverity.Blocking,
        ["setting/cold-start"] = InspectionSeverity.Blocking,
        ["sound/silence-gate"] = InspectionSeverity.Blocking,
        ["table/outliers-to-median"] = InspectionSeverity.Blocking,
        ["template/gain-schedule"] = InspectionSeverity.Blocking,
        ["tree/leaves-embedded"] = InspectionSeverity.Blocking,
        ["tree/written-by-hand"] = InspectionSeverity.Blocking,
    };

    public static TheoryData<string, string> Cases => [.. HonestModel.All.SelectMany(model => HonestStyle.All.Select(style => new TheoryDataRow<string, string>(model.Name, style.Name)))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void No_shadow_is_found(string name, string style)
    {
        InspectionReport report = Report(HonestModel.All.Single(model => model.Name == name), HonestStyle.All.Single(each => each.Name == style));
        Assert.Null(report.Refusal);
        InspectionFinding[] shadows = [.. report.Findings.Where(finding => finding.Rule == InspectionRules.GraphShadow)];
        string found = string.Join('\n', shadows.Select(finding => $"{finding.Severity} {finding.Score} {finding.Location}: {finding.Evidence}\n    {string.Join("\n    ", finding.Path)}"));
        if (Known.TryGetValue(name, out InspectionSeverity severity))
        {
            Assert.True(shadows.Length > 0 && shadows.Max(finding => finding.Severity) == severity, $"no longer flagged as listed: {found}");
        }
        else
        {
            Assert.True(shadows.Length == 0, found);
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
    public void Models_of_the_list_exist() => Assert.All(Known.Keys, name => Assert.Contains(HonestModel.All, model => model.Name == name));

    private static InspectionReport Report(HonestModel model, HonestStyle style) => Inspected.Report(style.Rewrite(model.Build().Model).ToBytes());

    private static string Operators(HonestModel model) => string.Join(' ', model.Build().Model.Graph!.Nodes.Select(node => $"{node.Operator}({string.Join(", ", node.Inputs)})"));
}
