using MLSecOps.Core.Bytes;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Tests.Inspection.Corpus;
using MLSecOps.TestKit.Onnx.Hostile;

namespace MLSecOps.Benchmarks.Inspect;

/// <summary>What is said of public models and what is found in models with a backdoor; the same code as in the worker, in this process.</summary>
internal static class CorpusFigures
{
    public static IEnumerable<Figure> Measure() =>
    [
        .. Benign("models of the ONNX project's own tests", BenignModels.Onnx()),
        .. Benign("backend cases of the ONNX project", BenignModels.Backend()),
        .. Benign("real models: digits, speech, key words, tables", BenignModels.Real()),
        Backdoored(),
    ];

    private static IEnumerable<Figure> Benign(string corpus, IEnumerable<(string Name, byte[] Bytes)> models)
    {
        int count = 0, refused = 0, blocking = 0, warnings = 0;
        foreach ((_, byte[] bytes) in models)
        {
            InspectionReport report = Inspect(bytes);
            count++;
            refused += report.Refusal is null ? 0 : 1;
            blocking += report.Findings.Count(finding => finding.Blocks);
            warnings += report.Findings.Count(finding => finding.Severity == InspectionSeverity.Warning);
        }

        string absent = count == 0 ? "the corpus is not beside the repository" : $"{count} models";
        yield return new Figure($"benign: {corpus}, blocking findings", count == 0 ? null : blocking + refused, "findings", 0, Note: absent);
        yield return new Figure($"benign: {corpus}, warnings", count == 0 ? null : warnings, "findings", 0, Note: absent);
    }

    private static Figure Backdoored()
    {
        int count = 0, found = 0;
        foreach (BackdooredModel model in BackdooredModel.Grid)
        {
            count++;
            found += Inspect(model.Build().ToBytes()).Findings.Any(finding => finding.Rule == InspectionRules.GraphShadow && finding.Severity == InspectionSeverity.Blocking) ? 1 : 0;
        }

        return new Figure("hostile: generated backdoors, found", 100.0 * found / count, "%", null, Note: $"{found} of {count}: each trigger with each payload on each network, GRAPH-SHADOW blocks");
    }

    private static InspectionReport Inspect(byte[] model) =>
        ModelInspection.Inspect(new MemoryByteSource(model), null, new InspectionJob(new InspectedFile("model.onnx", 0, model.Length), null, null, false), null, null);
}
