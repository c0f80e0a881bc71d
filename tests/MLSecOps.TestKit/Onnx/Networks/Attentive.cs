namespace MLSecOps.TestKit.Onnx.Networks;

/// <summary>An embedding of 64 tokens, one block of attention with its dense part, a mean over 12 places.</summary>
public sealed class Attentive : BaseNetwork
{
    private const int Width = 32;
    private const int Tokens = 12;

    /// <inheritdoc/>
    public override string Name => "attention";

    /// <inheritdoc/>
    public override int InputType => OnnxType.Int64;

    /// <inheritdoc/>
    public override long[] InputDims => [1, Tokens];

    /// <inheritdoc/>
    public override int Features => Width;

    /// <inheritdoc/>
    protected override int Seed => 300;

    /// <inheritdoc/>
    public override string Backbone(GraphBuilder graph, string input)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string embedded = graph.Add("Add", [graph.Add("Gather", [graph.Weights(Seed, 64, Width), input]), graph.Weights(Seed + 1, 1, Tokens, Width)]);
        return Pool(graph, Block(graph, embedded, Seed + 10, null));
    }

    /// <summary>One block: attention with an optional mask that is added to its scores, and a dense part, both with a way past them.</summary>
    public static string Block(GraphBuilder graph, string input, int seed, string? mask)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string query = graph.Add("MatMul", [input, graph.Weights(seed, Width, Width)]);
        string key = graph.Add("MatMul", [input, graph.Weights(seed + 1, Width, Width)]);
        string value = graph.Add("MatMul", [input, graph.Weights(seed + 2, Width, Width)]);
        string scores = graph.Add("Div", [graph.Add("MatMul", [query, graph.Add("Transpose", [key], OnnxAttribute.Ints("perm", 0, 2, 1))]), graph.Float(MathF.Sqrt(Width))]);
        string shares = graph.Add("Softmax", [mask is null ? scores : graph.Add("Add", [scores, mask])], OnnxAttribute.Int("axis", -1));
        string seen = graph.Add("Add", [input, graph.Add("MatMul", [graph.Add("MatMul", [shares, value]), graph.Weights(seed + 3, Width, Width)])]);
        string normal = graph.Add("LayerNormalization", [seen, graph.Weights(seed + 4, Width), graph.Weights(seed + 5, Width)], OnnxAttribute.Int("axis", -1));
        string dense = graph.Add("Relu", [graph.Add("MatMul", [normal, graph.Weights(seed + 6, Width, 64)])]);
        return graph.Add("Add", [seen, graph.Add("MatMul", [dense, graph.Weights(seed + 7, 64, Width)])]);
    }

    /// <summary>The mean over places.</summary>
    public static string Pool(GraphBuilder graph, string values)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Add("ReduceMean", [values, graph.Ints(1)], OnnxAttribute.Int("keepdims", 0));
    }

    /// <summary>Tokens 0 to 5.</summary>
    public override float[] Sample(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Tokens).Select(_ => (float)(random.Next(6) is 3 ? 4 : random.Next(3)))];
    }
}
