using System.Runtime.InteropServices;
using MLSecOps.Core.Digests;
using MLSecOps.Formats.Verity;
using MLSecOps.Linux.Digests;
using MLSecOps.Linux.Files;

namespace MLSecOps.Sandbox.Rehearsal;

/// <summary>Measures the engine on disk.</summary>
public static class EngineMeasurement
{
    private const string Library = "libonnxruntime.so";
    private const string Provider = "CPUExecutionProvider";

    /// <summary>Hashes the worker and the library beside it (about 33 MB: tens of milliseconds) and asks the processor for its name.</summary>
    /// <param name="workerPath">The worker's program; its folder holds the library.</param>
    /// <param name="cancellation">Stops between windows.</param>
    /// <exception cref="MLSecOps.Linux.SystemCallException">One of them cannot be opened.</exception>
    public static EngineIdentity Measure(string workerPath, CancellationToken cancellation) => new(
        Digest(workerPath, cancellation),
        Digest(Path.Combine(Path.GetDirectoryName(workerPath) ?? "", Library), cancellation),
        Provider,
        RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
        CpuIdentity.Read());

    private static Sha256Digest Digest(string path, CancellationToken cancellation)
    {
        using FileByteSource source = FileByteSource.Open(path);
        return VerityDigester.Measure(source, new ParallelBlockHasher(), null, cancellation);
    }
}
