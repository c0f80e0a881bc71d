namespace MLSecOps.TestKit.Onnx.Networks;

/// <summary>Three dense layers over 64 numbers.</summary>
public sealed class Perceptron : BaseNetwork
{
    /// <inheritdoc/>
    public override string Name => "mlp";

    /// <inheritdoc/>
    public override int InputType => OnnxType.Float;

    /// <inheritdoc/>
    public override long[] InputDims => [1, 64];

    /// <inheritdoc/>
    public override int Features => 64;

    /// <inheritdoc/>
    protected override int Seed => 100;

    /// <inheritdoc/>
    public override string Backbone(GraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string first = graph.Add("Relu", [graph.Add("Gemm", [input, graph.Weights(Seed, 64, 96), graph.Weights(Seed + 1, 96)])]);
        return graph.Add("Relu", [graph.Add("Gemm", [first, graph.Weights(Seed + 2, 96, 64), graph.Weights(Seed + 3, 64)])]);
    }

    /// <inheritdoc/>
    public override float[] Sample(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, InputElements).Select(_ => (random.NextSingle() * 2) - 1)];
    }
}
