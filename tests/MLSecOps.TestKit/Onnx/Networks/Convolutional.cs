namespace MLSecOps.TestKit.Onnx.Networks;

/// <summary>Two convolutions and a dense layer over a picture of 3 × 16 × 16.</summary>
public sealed class Convolutional : BaseNetwork
{
    /// <inheritdoc/>
    public override string Name => "cnn";

    /// <inheritdoc/>
    public override int InputType => OnnxType.Float;

    /// <inheritdoc/>
    public override long[] InputDims => [1, 3, 16, 16];

    /// <inheritdoc/>
    public override int Features => 48;

    /// <inheritdoc/>
    protected override int Seed => 200;

    /// <inheritdoc/>
    public override string Backbone(GraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string first = Layer(graph, input, graph.Weights(Seed, 12, 3, 3, 3), graph.Weights(Seed + 1, 12));
        string second = Layer(graph, first, graph.Weights(Seed + 2, 24, 12, 3, 3), graph.Weights(Seed + 3, 24));
        string flat = graph.Add("Flatten", [second], OnnxAttribute.Int("axis", 1));
        return graph.Add("Relu", [graph.Add("Gemm", [flat, graph.Weights(Seed + 4, 384, Features), graph.Weights(Seed + 5, Features)])]);
    }

    /// <inheritdoc/>
    public override float[] Sample(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, InputElements).Select(_ => (random.NextSingle() * 2) - 1)];
    }

    private static string Layer(GraphBuilder graph, string input, string weights, string bias)
    {
        string made = graph.Add("Conv", [input, weights, bias], OnnxAttribute.Ints("kernel_shape", 3, 3), OnnxAttribute.Ints("pads", 1, 1, 1, 1));
        return graph.Add("MaxPool", [graph.Add("Relu", [made])], OnnxAttribute.Ints("kernel_shape", 2, 2), OnnxAttribute.Ints("strides", 2, 2));
    }
}
