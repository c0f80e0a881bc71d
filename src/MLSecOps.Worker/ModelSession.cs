using Microsoft.ML.OnnxRuntime;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>One loaded model. Every failure of the engine is an <see cref="OnnxRuntimeException"/>, whose message may hold bytes of the model.</summary>
internal sealed class ModelSession : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    /// <summary>Loads a model from bytes.</summary>
    /// <param name="model">ONNX; untrusted.</param>
    /// <param name="threads">How many threads compute one operator.</param>
    /// <param name="optimised">False leaves the graph as it is: other kernels and another order of sums.</param>
    /// <exception cref="OnnxRuntimeException">The engine refuses it.</exception>
    public ModelSession(byte[] model, int threads = 1, bool optimised = true)
    {
        using SessionOptions options = InferenceEngine.DeterministicOptions(threads);
        options.GraphOptimizationLevel = optimised ? options.GraphOptimizationLevel : GraphOptimizationLevel.ORT_DISABLE_ALL;
        _session = new InferenceSession(model, options);
    }

    /// <summary>Inputs that must be given, in the model's order.</summary>
    public IReadOnlyList<string> Inputs => _session.InputNames;

    /// <summary>Rows along axis 0 that the model's inputs must have; null where any number will do.</summary>
    public int? FixedRows => Inputs
        .Select(name => _session.InputMetadata[name])
        .Where(input => input.IsTensor && input.Dimensions is [> 0, ..])
        .Select(input => (int?)input.Dimensions[0])
        .FirstOrDefault();

    /// <summary>Outputs, in the model's order.</summary>
    public IReadOnlyList<string> Outputs => _session.OutputNames;

    /// <summary>Inputs and outputs as the engine declares them.</summary>
    public ModelInterface Interface => new(
        [.. Inputs.Select(name => Declared(name, _session.InputMetadata[name]))], [.. Outputs.Select(name => Declared(name, _session.OutputMetadata[name]))]);

    /// <summary>Wall time of the last run in microseconds, conversions left out.</summary>
    public double LastMicroseconds { get; private set; }

    /// <summary>Runs the model once.</summary>
    /// <param name="inputs">One tensor for each name of <see cref="Inputs"/>, in any order.</param>
    /// <param name="outputs">Names of the outputs asked for.</param>
    /// <exception cref="OnnxRuntimeException">The engine failed.</exception>
    /// <exception cref="UnsupportedValueException">An output is no tensor of a type that can be compared.</exception>
    public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs, IReadOnlyList<string> outputs)
    {
        List<OrtValue> values = [];
        try
        {
            values.AddRange(inputs.Select(EngineValues.Make));
            long start = System.Diagnostics.Stopwatch.GetTimestamp();
            using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(_run, [.. inputs.Select(input => input.Name)], values, outputs);
            LastMicroseconds = System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalMicroseconds;
            return [.. results.Select((value, index) => EngineValues.Read(outputs[index], value))];
        }
        finally
        {
            values.ForEach(value => value.Dispose());
        }
    }

    private static ModelValue Declared(string name, NodeMetadata value) =>
        value.IsTensor && Enum.IsDefined((ElementType)value.ElementDataType)
            ? new ModelValue(name, (ElementType)value.ElementDataType, [.. value.Dimensions.Select(dimension => Math.Max(dimension, -1L))])
            : new ModelValue(name, ElementType.Undefined, []);

    /// <inheritdoc/>
    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }
}
