using MLSecOps.Core.Findings;

namespace MLSecOps.Benchmarks.Inspect;

/// <summary>Every hostile file ends in a report or a reason, soon and in little memory.</summary>
internal static class HostileFigures
{
    private const double Longest = 2000;
    private const double MostMebibytes = 64;
    private const int Runs = 3;

    public static IEnumerable<Figure> Measure(string folder, SandboxedInspection inspection)
    {
        string path = Path.Combine(folder, "hostile.onnx");
        (double Peak, string Name) most = default;
        foreach (HostileFile hostile in HostileFile.All)
        {
            using (FileStream file = File.Create(path))
            {
                hostile.Write(file);
            }

            long bytes = new FileInfo(path).Length;
            Measured[] runs = [.. Enumerable.Range(0, Runs).Select(_ => inspection.Watched(path)).OrderBy(run => run.Milliseconds)];
            double peak = runs.Max(run => run.PeakMebibytes);
            most = peak > most.Peak ? (peak, hostile.Name) : most;
            yield return new Figure(
                $"hostile: {hostile.Name}", runs[Runs / 2].Milliseconds, "ms", Longest, Note: $"{bytes / 1e6:F1} MB; {Ends(runs[0])}; {peak:F0} MiB");
        }

        File.Delete(path);
        yield return new Figure("worker's peak over all hostile files", most.Peak, "MiB", MostMebibytes, Note: $"VmHWM, most of {Runs} runs of each; {most.Name}");
    }

    private static string Ends(Measured run) => run.Result.Report.Refusal is { } refusal ? refusal.Reason?.Code ?? throw new InvalidOperationException($"a refusal without a reason: {refusal}")
        : $"report, {run.Result.Report.Findings.Count(finding => finding.Blocks)} blocking";
}
