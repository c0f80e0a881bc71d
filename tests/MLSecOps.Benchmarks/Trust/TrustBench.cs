namespace MLSecOps.Benchmarks.Trust;

/// <summary>How fast packages are verified, beside programs that hash the same file in the same run, and how early a bad one is refused.</summary>
internal static class TrustBench
{
    public static IReadOnlyList<Figure> Run()
    {
        using BenchFolder folder = new();
        BenchSigner signer = new();
        return [.. PackageSpeed.Measure(folder.Path, signer), EarlyRefusal.Measure(signer), .. DocumentSpeed.Measure(signer)];
    }
}
