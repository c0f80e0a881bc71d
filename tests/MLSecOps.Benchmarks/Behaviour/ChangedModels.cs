using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Fingerprints;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.Formats.Onnx.Weights;
using MLSecOps.Worker;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>Runs a model and changed copies of it on the same inputs.</summary>
internal static class ChangedModels
{
    /// <summary>The tolerance of the reference notes: rtol = atol = 1e-3.</summary>
    public static OutputTolerance Tolerance { get; } = new(OutputTolerance.AnyProfile, OutputTolerance.AnyOutput, ToleranceMetric.Elementwise, 1e-3, 1e-3);

    /// <summary>Seeded flips, so many of each class.</summary>
    public static IReadOnlyList<BitFlip> Flips(byte[] model, int each, ulong seed)
    {
        ModelTables tables = ModelWalker.Walk(new MemoryByteSource(model)).Match(value => value, fault => throw new InvalidOperationException(fault.ToString()));
        IReadOnlyList<WeightRegion> weights = FloatWeights.Find(tables);
        return [.. BitClasses.All.SelectMany(of => BitFlips.Draw(weights, of, each, seed))];
    }

    /// <summary>How far each input is outside the tolerance on each flipped copy.</summary>
    public static RevealTable Margins(byte[] model, IReadOnlyList<BitFlip> flips, IReadOnlyList<Tensor> inputs)
    {
        IReadOnlyList<Tensor> golden = Run(model, inputs);
        var table = new RevealTable(inputs.Count, [.. flips.Select(flip => flip.Class)]);
        Parallel.For(0, flips.Count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, copy =>
        {
            byte[] changed = [.. model];
            flips[copy].Apply(changed);
            IReadOnlyList<Tensor> given = Run(changed, inputs);
            for (int input = 0; input < inputs.Count; input++)
            {
                table[input, copy] = OutputMargin.Of(golden[input], given[input], Tolerance);
            }
        });
        return table;
    }

    /// <summary>The first output for each input.</summary>
    public static IReadOnlyList<Tensor> Run(byte[] model, IReadOnlyList<Tensor> inputs)
    {
        using var session = new ModelSession(model);
        return [.. inputs.Select(input => session.Run([input], [session.Outputs[0]])[0])];
    }
}
