namespace MLSecOps.Benchmarks.Footprint;

/// <summary>Every row of the design's table of budgets that exists by now.</summary>
internal static class FootprintBench
{
    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using BenchFolder folder = new();
        List<Figure> figures = [.. ProgramSizes.Measure()];
        SamplePackages packages = SamplePackages.Make(folder.Path);
        figures.AddRange(await AgentFigures.MeasureAsync(folder.Path, packages));
        figures.AddRange(WorkerFigures.Measure(packages));
        figures.AddRange(TreeHash.Measure(folder.Path));
        return figures;
    }
}
