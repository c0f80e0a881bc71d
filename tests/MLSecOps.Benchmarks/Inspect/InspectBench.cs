namespace MLSecOps.Benchmarks.Inspect;

/// <summary>What the inspection of models costs, for honest ones and for those made to cost; and what it says of public models and of generated backdoors.</summary>
internal static class InspectBench
{
    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using BenchFolder folder = new();
        using SandboxedInspection inspection = new();
        return [.. await SpeedFigures.MeasureAsync(folder.Path, inspection), .. HostileFigures.Measure(folder.Path, inspection), .. CorpusFigures.Measure()];
    }
}
