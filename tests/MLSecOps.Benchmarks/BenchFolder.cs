namespace MLSecOps.Benchmarks;

/// <summary>A short-named folder of its own (a socket's path is short), gone at the end.</summary>
internal sealed class BenchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("mlsec-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
