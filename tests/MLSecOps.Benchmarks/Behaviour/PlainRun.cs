using Microsoft.ML.OnnxRuntime;
using MLSecOps.Core.Tensors;
using MLSecOps.Worker;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>Runs a model without graph optimisation: other kernels and another order of sums, as on another machine. What it answers must still be within the tolerance.</summary>
internal static class PlainRun
{
    public static IReadOnlyList<Tensor> Of(byte[] model, IReadOnlyList<Tensor> inputs)
    {
        using SessionOptions options = InferenceEngine.DeterministicOptions();
        options.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
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
