using System.Diagnostics;
using System.Text.Json;

namespace MLSecOps.Benchmarks.Footprint;

/// <summary>The sanity suite in the sandboxed worker, from its start to its report.</summary>
internal static class WorkerFigures
{
    private const int Runs = 11;

    public static IEnumerable<Figure> Measure(SamplePackages packages)
    {
        List<double> milliseconds = [];
        List<double> peaks = [];
        for (int run = 0; run < Runs; run++)
        {
            (double elapsed, double peak) = Rehearse(packages);
            milliseconds.Add(elapsed);
            peaks.Add(peak);
        }

        string conditions = $"median of {Runs}; sample model of {packages.ModelMegabytes:F2} MB, 8 golden vectors, sandboxed";
        yield return new Figure("worker, sanity suite, start to report", Median.Of(milliseconds), "ms", 150, Note: conditions);
        yield return new Figure("worker, peak resident", Median.Of(peaks), "MB", 80, Peer: "ONNX Runtime alone: 41 MB", Note: $"VmHWM, {conditions}");
    }

    private static (double Milliseconds, double PeakMegabytes) Rehearse(SamplePackages packages)
    {
        ProcessStartInfo start = new(Programs.Cli, ["model", "rehearse", packages.Files[0], "--trust", packages.TrustFile, "--worker", Programs.Worker, "--json"]) { RedirectStandardOutput = true };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        ChildPeak peak = new(process.Id);
        while (!process.HasExited)
        {
            peak.Look();
        }

        using JsonDocument document = JsonDocument.Parse(output.Result);
        return process.ExitCode == 0 && peak.Bytes > 0
            ? (document.RootElement.GetProperty("elapsed_ms").GetDouble(), peak.Bytes / 1e6)
            : throw new InvalidOperationException($"the rehearsal ended with {process.ExitCode}: {output.Result}");
    }
}
