using System.Diagnostics;
using MLSecOps.Linux.Files;
using MLSecOps.Sandbox.Inspection;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Benchmarks.Inspect;

/// <summary>Inspects files in the published worker, confined as command line and agent confine it.</summary>
internal sealed class SandboxedInspection : IDisposable
{
    private readonly WorkerLauncher _launcher = new(Programs.Worker, SandboxPolicy.Default);

    /// <summary>Inspects once, watching the worker's memory: that costs the machine's second core.</summary>
    public Measured Watched(string path)
    {
        ChildPeak peak = new(Environment.ProcessId);
        long began = Stopwatch.GetTimestamp();
        using FileByteSource source = FileByteSource.Open(path);
        Task<InspectionResult> running = Task.Run(() => RunAsync(source));
        while (!running.IsCompleted)
        {
            peak.Look();
        }

        return new Measured(Stopwatch.GetElapsedTime(began).TotalMilliseconds, peak.Bytes / (double)(1 << 20), running.Result);
    }

    /// <summary>Milliseconds of one inspection that nothing watches.</summary>
    public async Task<double> TimeAsync(string path)
    {
        long began = Stopwatch.GetTimestamp();
        using FileByteSource source = FileByteSource.Open(path);
        InspectionResult result = await RunAsync(source);
        double milliseconds = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        return result.Report.Refusal is { } refusal ? throw new InvalidOperationException($"the bench's own model was refused: {refusal}") : milliseconds;
    }

    public void Dispose() => _launcher.Dispose();

    private Task<InspectionResult> RunAsync(FileByteSource source) =>
        new Inspector(_launcher).RunAsync(new InspectionRequest(InspectionTarget.Whole(source, "model.onnx")), null, CancellationToken.None);
}
