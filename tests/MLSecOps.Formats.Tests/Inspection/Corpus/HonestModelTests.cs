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
        ["experts/if-routed"] = InspectionSeverity.Blocking,
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

    public static TheoryData<string> Names => [.. HonestModel.All.Select(model => model.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void No_shadow_is_found(string name)
    {
        InspectionReport report = Inspected.Report(HonestModel.All.Single(model => model.Name == name).Build().Model.ToBytes());
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
        Assert.DoesNotContain(Inspected.Report(model.Build().Model.ToBytes()).Findings, finding => finding.Rule != InspectionRules.GraphShadow && finding.Severity > InspectionSeverity.Notice));

    [Fact]
    public void Names_are_unique_and_those_of_the_list_exist()
    {
        Assert.True(HonestModel.All.Count >= 30);
        Assert.Equal(HonestModel.All.Count, HonestModel.All.DistinctBy(model => model.Name).Count());
        Assert.All(Known.Keys, name => Assert.Contains(HonestModel.All, model => model.Name == name));
    }
}
