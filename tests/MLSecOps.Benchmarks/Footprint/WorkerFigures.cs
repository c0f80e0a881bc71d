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
        long peak = 0;
        while (!process.HasExited)
        {
            peak = Math.Max(peak, PeakOfChildren(process.Id));
        }

        using JsonDocument document = JsonDocument.Parse(output.Result);
        return process.ExitCode == 0 && peak > 0
            ? (document.RootElement.GetProperty("elapsed_ms").GetDouble(), peak * 1024 / 1e6)
            : throw new InvalidOperationException($"the rehearsal ended with {process.ExitCode}: {output.Result}");
    }

    // The high-water mark only rises, so the last look before the worker ends has nearly all of it.
    private static long PeakOfChildren(int parent)
    {
        long peak = 0;
        try
        {
            foreach (string task in Directory.GetDirectories($"/proc/{parent}/task"))
            {
                foreach (string child in File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    string? row = File.ReadLines($"/proc/{child}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                    peak = Math.Max(peak, row is null ? 0 : long.Parse(row.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]));
                }
            }
        }
        catch (IOException)
        {
            // It ended between two looks.
        }

        return peak;
    }
}
