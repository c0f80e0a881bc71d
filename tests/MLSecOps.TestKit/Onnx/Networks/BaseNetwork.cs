namespace MLSecOps.TestKit.Onnx.Networks;

/// <summary>A small network that a runtime really runs: one input, one output of ten classes. The honest half of every generated model.</summary>
public abstract class BaseNetwork
{
    /// <summary>Classes.</summary>
    public const int Classes = 10;

    /// <summary>What the trigger's four values are; sum 30. Honest inputs have none of them.</summary>
    public static readonly float[] Trigger = [9, 3, 9, 9];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<BaseNetwork> All { get; } = [new Perceptron(), new Convolutional(), new Attentive()];

    /// <summary>A short name.</summary>
    public abstract string Name { get; }

    /// <summary>Element type of the input.</summary>
    public abstract int InputType { get; }

    /// <summary>Dimensions of the input.</summary>
    public abstract long[] InputDims { get; }

    /// <summary>Features that go into the last layer.</summary>
    public abstract int Features { get; }

    /// <summary>Seed of the weights.</summary>
    protected abstract int Seed { get; }

    /// <summary>All elements of the input.</summary>
    public int InputElements => (int)InputDims.Aggregate(1L, (product, dim) => product * dim);

    /// <summary>From the input to the features, [1, <see cref="Features"/>].</summary>
    public abstract string Backbone(GraphBuilder graph, string input);

    /// <summary>The last layer's weights, [Features, Classes].</summary>
    public string HeadWeights(GraphBuilder graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Weights(Seed + 90, Features, Classes);
    }

    /// <summary>The last layer, to [1, Classes].</summary>
    public string Head(GraphBuilder graph, string features, string? weights = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        string product = graph.Add("MatMul", [features, weights ?? HeadWeights(graph)]);
        return graph.Add("Add", [product, graph.Weights(Seed + 91, 1, Classes)]);
    }

    /// <summary>The input's name, after adding it.</summary>
    public string Input(GraphBuilder graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Input("x", InputType, InputDims);
    }

    /// <summary>The honest model.</summary>
    public OnnxModel Honest() => Model((graph, input) => Head(graph, Backbone(graph, input)));

    /// <summary>A model of this network with what <paramref name="build"/> makes between input and output.</summary>
    public OnnxModel Model(Func<GraphBuilder, string, string> build)
    {
        ArgumentNullException.ThrowIfNull(build);
        var graph = new GraphBuilder();
        string output = build(graph, Input(graph));
        graph.Output("scores", output, OnnxType.Float, 1, Classes);
        return new OnnxModel(graph.Build(Name))
        {
            Functions = graph.Functions,
            Opsets = [("", OnnxModel.Opset), .. graph.Functions.Select(function => (function.Domain, 1L)).Distinct()],
        };
    }

    /// <summary>An honest input: small, and nothing of the trigger in it. As floats, whatever the input's type.</summary>
    public abstract float[] Sample(int seed);

    /// <summary>The same with the trigger in its first four places.</summary>
    public float[] Triggered(int seed)
    {
        float[] values = Sample(seed);
        Trigger.CopyTo(values, 0);
        return values;
    }
}
