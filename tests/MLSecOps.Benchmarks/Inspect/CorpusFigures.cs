using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Tests.Inspection.Corpus;
using MLSecOps.TestKit.Onnx.Honest;
using MLSecOps.TestKit.Onnx.Hostile;

namespace MLSecOps.Benchmarks.Inspect;

/// <summary>What is said of public models and what is found in models with a backdoor; the same code as in the worker, in this process.</summary>
internal static class CorpusFigures
{
    /// <summary>Names a folder of more models that are known to be honest, such as those of package registries.</summary>
    private const string Folder = "MLSEC_BENCH_MODELS";

    public static IEnumerable<Figure> Measure() =>
    [
        .. Benign("models of the ONNX project's own tests", BenignModels.Onnx()),
        .. Benign("backend cases of the ONNX project", BenignModels.Backend()),
        .. Benign("real models: digits, speech, key words, tables", BenignModels.Real()),
        .. Environment.GetEnvironmentVariable(Folder) is { Length: > 0 } folder ? Benign($"models in ${Folder}", Models(folder)) : [],
        LookAlikes(),
        Hostile(),
        Backdoored(),
    ];

    private static IEnumerable<(string Name, byte[] Bytes)> Models(string folder) =>
        Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(file => (file, File.ReadAllBytes(file)));

    private static IEnumerable<Figure> Benign(string corpus, IEnumerable<(string Name, byte[] Bytes)> models)
    {
        int count = 0, refused = 0, blocking = 0, warnings = 0;
        foreach ((_, byte[] bytes) in models)
        {
            InspectionReport report = Inspected.Report(bytes);
            count++;
            refused += report.Refusal is null ? 0 : 1;
            blocking += report.Findings.Count(finding => finding.Blocks);
            warnings += report.Findings.Count(finding => finding.Severity == InspectionSeverity.Warning);
        }

        string absent = count == 0 ? "the corpus is not beside the repository" : $"{count} models";
        yield return new Figure($"benign: {corpus}, blocking findings", count == 0 ? null : blocking + refused, "findings", 0, Note: absent);
        yield return new Figure($"benign: {corpus}, warnings", count == 0 ? null : warnings, "findings", 0, Note: absent);
    }

    private static Figure LookAlikes()
    {
        int flagged = HonestModel.All.Count(model => Inspected.Report(model.Build().Model.ToBytes()).Findings.Any(finding => finding.Severity > InspectionSeverity.Notice));
        return new Figure("benign: honest models that look like backdoors, with a finding", flagged, "models", null,
            Note: $"of {HonestModel.All.Count}; in each, a rule by hand overrides the network, listed in HonestModelTests");
    }

    private static Figure Hostile()
    {
        int found = HostileModel.All.Count(model => Inspected.Report(model).Findings.Any(finding => finding.Rule.Id == model.Rule));
        return new Figure("hostile: generated models of all other rules, found", 100.0 * found / HostileModel.All.Count, "%", 100, AtLeast: true, Note: $"{found} of {HostileModel.All.Count}");
    }

    private static Figure Backdoored()
    {
        int count = 0, found = 0;
        foreach (BackdooredModel model in BackdooredModel.Grid)
        {
            count++;
            found += Inspected.Report(model.Build().ToBytes()).Findings.Any(finding => finding.Rule == InspectionRules.GraphShadow && finding.Severity == InspectionSeverity.Blocking) ? 1 : 0;
        }

        return new Figure("hostile: generated backdoors, found", 100.0 * found / count, "%", 100, AtLeast: true, Note: $"{found} of {count}: each trigger with each payload on each network, GRAPH-SHADOW blocks");
    }
}
