namespace MLSecOps.Benchmarks.Inspect;

/// <summary>What an inspection of an honest model takes, and how that grows with the model.</summary>
internal static class SpeedFigures
{
    private const int Small = 101;
    private const int Large = 21;

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(string folder, SandboxedInspection inspection)
    {
        string gibibyte = Path.Combine(folder, "gibibyte.onnx"), mebibyte = Path.Combine(folder, "mebibyte.onnx"), middle = Path.Combine(folder, "64-mebibytes.onnx");
        LayeredModel.Write(gibibyte, 256, 1024, sparse: true);
        LayeredModel.Write(mebibyte, 16, 128, sparse: false);
        LayeredModel.Write(middle, 64, 512, sparse: false);

        Measured watched = inspection.Watched(gibibyte);
        double large = await MedianAsync(inspection, gibibyte, Large), small = await MedianAsync(inspection, mebibyte, Small), between = await MedianAsync(inspection, middle, Large);
        double beyond = (watched.Result.Report.Model!.BytesRead - watched.Result.Report.Model.StructureBytes) / (double)(1 << 20);
        string model = $"256 layers, weights as raw data in a sparse file; structure of {watched.Result.Report.Model.StructureBytes} bytes";
        List<Figure> figures =
        [
            new("model of 1 GiB, read beyond its structure", beyond, "MiB", 2, Note: model),
            new("model of 1 GiB, start of the worker to report", large, "ms", 50, Note: $"median of {Large}, sandboxed; {model}"),
            new("model of 1 GiB, worker's peak", PeakOf(inspection, gibibyte), "MiB", 32, Note: "VmHWM, most of 5 runs"),
            new("model of 1 MiB, start of the worker to report", small, "ms", 40, Note: $"median of {Small}, sandboxed; 16 layers"),
        ];
        figures.AddRange(Peer("1 MiB", mebibyte, small, PeakOf(inspection, mebibyte)));
        figures.AddRange(Peer("64 MiB", middle, between, PeakOf(inspection, middle)));
        return figures;
    }

    private static IEnumerable<Figure> Peer(string size, string path, double milliseconds, double mebibytes)
    {
        OnnxLoad load = OnnxLoad.Of(path);
        string peer = $"`onnx.load` of python3-onnx {load.Version}: {load.Milliseconds:F1} ms, {load.Process:F0} ms with the interpreter's start and the import; {load.Mebibytes:F0} MiB, {load.Before:F0} before the load";
        yield return new Figure($"model of {size}, time of `onnx.load` over ours", load.Process / milliseconds, "x", 1, AtLeast: true, Peer: peer, Note: $"ours {milliseconds:F1} ms; both from the start of the process, page cache");
        yield return new Figure($"model of {size}, peak memory of `onnx.load` over ours", load.Mebibytes / mebibytes, "x", 1, AtLeast: true, Peer: peer, Note: $"ours {mebibytes:F1} MiB");
    }

    private static double PeakOf(SandboxedInspection inspection, string path) => Enumerable.Range(0, 5).Max(_ => inspection.Watched(path).PeakMebibytes);

    private static async Task<double> MedianAsync(SandboxedInspection inspection, string path, int runs)
    {
        List<double> milliseconds = [];
        await inspection.TimeAsync(path);
        for (int run = 0; run < runs; run++)
        {
            milliseconds.Add(await inspection.TimeAsync(path));
        }

        return Median.Of(milliseconds);
    }
}
