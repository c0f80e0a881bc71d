using MLSecOps.Core.Bytes;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Inspection.Corpus;

/// <summary>Nothing blocks on public models; every warning on a real one is explained in the docs.</summary>
public sealed class BenignCorpusTests(ITestOutputHelper output)
{
    [Fact]
    public void The_ONNX_projects_own_models_are_clean()
    {
        Assert.SkipWhen(SharedVectors.Find("signing/onnx") is null, SharedVectors.Absent);
        Assert.Equal(BenignModels.OnnxModels, Silent(BenignModels.Onnx(), []));
    }

    [Fact]
    public void The_ONNX_projects_backend_cases_are_clean()
    {
        Assert.SkipWhen(SharedVectors.Find("ml/onnx-node-tests") is null, SharedVectors.Absent);
        Assert.Equal(BenignModels.BackendCases, Silent(BenignModels.Backend(), []));
    }

    [Fact]
    public void Real_models_are_clean()
    {
        Assert.SkipWhen(SharedVectors.Find("ml") is null, SharedVectors.Absent);
        Assert.True(Silent(BenignModels.Real(), []) >= 8);
    }

    private int Silent(IEnumerable<(string Name, byte[] Bytes)> models, string[] explained)
    {
        int count = 0;
        List<string> loud = [];
        foreach ((string name, byte[] bytes) in models)
        {
            count++;
            InspectionReport report = ModelInspection.Inspect(new MemoryByteSource(bytes), null, new InspectionJob(new InspectedFile("model.onnx", 0, bytes.Length), null, null, false), null, null);
            if (report.Refusal is { } refusal)
            {
                loud.Add($"{name}: {refusal.Reason} {refusal.Difference}");
            }

            foreach (InspectionFinding finding in report.Findings)
            {
                string line = $"{name}: {finding.Severity} {finding.Rule} {finding.Location}: {finding.Evidence} {finding.Score}\n    {string.Join("\n    ", finding.Path)}";
                output.WriteLine(line);
                if (finding.Severity > InspectionSeverity.Notice && !explained.Contains($"{name}: {finding.Rule}", StringComparer.Ordinal))
                {
                    loud.Add(line);
                }
            }
        }

        Assert.Empty(loud);
        return count;
    }
}
