using Microsoft.ML.OnnxRuntime;
using MLSecOps.Core.Tensors;
using MLSecOps.Worker;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>Another way to run the same model: other kernels, another order of sums or several threads, as on another machine. What it answers must still be within the tolerance.</summary>
/// <param name="Level">What the engine does to the graph.</param>
/// <param name="Threads">How many compute one operator.</param>
internal sealed record HonestBuild(GraphOptimizationLevel Level, int Threads)
{
    /// <summary>All that differ from the worker's own way, which is every optimisation and one thread.</summary>
    public static IReadOnlyList<HonestBuild> Others { get; } =
    [
        new(GraphOptimizationLevel.ORT_DISABLE_ALL, 1), new(GraphOptimizationLevel.ORT_ENABLE_BASIC, 1), new(GraphOptimizationLevel.ORT_ENABLE_EXTENDED, 1),
        new(GraphOptimizationLevel.ORT_ENABLE_ALL, 2), new(GraphOptimizationLevel.ORT_DISABLE_ALL, 4),
    ];

    /// <summary>In a table.</summary>
    public override string ToString() => $"{Level.ToString()[4..].ToLowerInvariant()}/{Threads}";

    /// <summary>The first output for each input.</summary>
    public IReadOnlyList<Tensor> Run(byte[] model, IReadOnlyList<Tensor> inputs)
    {
        using SessionOptions options = InferenceEngine.DeterministicOptions(Threads);
        options.GraphOptimizationLevel = Level;
        using var session = new InferenceSession(model, options);
        using var run = new RunOptions();
        return [.. inputs.Select(input =>
        {
            using OrtValue value = EngineValues.Make(input);
            using IDisposableReadOnlyCollection<OrtValue> results = session.Run(run, [input.Name], [value], [session.OutputNames[0]]);
            return EngineValues.Read(session.OutputNames[0], results[0]);
        })];
    }
}
