namespace MLSecOps.Benchmarks.Telemetry;

/// <summary>What evidence costs the device and the hub, and how many messages a hub keeps in a second.</summary>
internal static class TelemetryBench
{
    public static async Task<IReadOnlyList<Figure>> RunAsync()
    {
        using BenchFolder folder = new();
        List<Figure> figures = [.. AppraisalSpeed.Measure()];
        figures.AddRange(await EvidenceCost.MeasureAsync(folder.Path));
        figures.AddRange(await BrokerThroughput.MeasureAsync(folder.Path));
        return figures;
    }
}
