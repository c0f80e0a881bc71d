using System.Diagnostics;
using System.Globalization;

namespace MLSecOps.Benchmarks.Inspect;

/// <summary>The onnx package of Debian loads a model: what everybody does who looks into one.</summary>
/// <param name="Version">Of the package.</param>
/// <param name="Milliseconds">Median of <c>onnx.load</c> alone.</param>
/// <param name="Process">Median from the interpreter's start to its end.</param>
/// <param name="Before">Memory with the package imported, MiB.</param>
/// <param name="Mebibytes">Most memory, MiB.</param>
internal sealed record OnnxLoad(string Version, double Milliseconds, double Process, double Before, double Mebibytes)
{
    private const int Runs = 11;

    private const string Script = """
        import resource, sys, time
        import onnx
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = time.perf_counter()
        model = onnx.load(sys.argv[1])
        took = time.perf_counter() - began
        print(onnx.__version__, took * 1000, before / 1024, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        """;

    public static OnnxLoad Of(string path)
    {
        List<OnnxLoad> loads = [];
        for (int run = 0; run < Runs; run++)
        {
            long began = Stopwatch.GetTimestamp();
            string[] said = Programs.Run("/usr/bin/python3", "-c", Script, path).Split();
            double[] numbers = [.. said[1..4].Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
            loads.Add(new OnnxLoad(said[0], numbers[0], Stopwatch.GetElapsedTime(began).TotalMilliseconds, numbers[1], numbers[2]));
        }

        return new OnnxLoad(
            loads[0].Version, Median.Of(loads.Select(load => load.Milliseconds)), Median.Of(loads.Select(load => load.Process)),
            Median.Of(loads.Select(load => load.Before)), Median.Of(loads.Select(load => load.Mebibytes)));
    }
}
