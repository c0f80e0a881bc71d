using MLSecOps.TestKit.Onnx.Networks;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>An honest network of which nothing is found, to put something hostile into: the one thing that is found is then the thing put in.</summary>
internal static class Carrier
{
    private static readonly Perceptron Network = new();

    /// <summary>The honest model.</summary>
    internal static OnnxModel Honest => Network.Honest();

    /// <summary>With more in its graph.</summary>
    internal static OnnxModel With(Action<GraphBuilder> more) => Network.Model((graph, input) =>
    {
        more(graph);
        return Network.Head(graph, Network.Backbone(graph, input));
    });

    /// <summary>With one more initialiser.</summary>
    internal static byte[] Tensor(OnnxTensor tensor) => With(graph => graph.Constant(tensor)).ToBytes();

    /// <summary>With one more node.</summary>
    internal static byte[] Node(OnnxNode node) => With(graph => graph.Add(node)).ToBytes();

    /// <summary>With nodes that are made step by step.</summary>
    internal static byte[] Nodes(Action<GraphBuilder> more) => With(more).ToBytes();

    /// <summary>With an entry of metadata_props.</summary>
    internal static byte[] Metadata(string key, string value) => (Honest with { Metadata = [(key, value)] }).ToBytes();

    /// <summary>With documentation.</summary>
    internal static byte[] Documentation(string text) => (Honest with { Documentation = text }).ToBytes();

    /// <summary>With a function, and a node that calls it.</summary>
    internal static byte[] Function(OnnxFunction function, Func<GraphBuilder, string> argument) => Nodes(graph =>
    {
        graph.Functions.Add(function);
        graph.Call(function.Domain, function.Name, argument(graph));
    });

    /// <summary>With other content of its graph.</summary>
    internal static byte[] Graph(Func<OnnxGraph, OnnxGraph> change) => (Honest with { Graph = change(Honest.Graph!) }).ToBytes();

    /// <summary>With raw bytes behind the last field of the model.</summary>
    internal static byte[] Behind(byte[] extra) => (Honest with { Extra = extra }).ToBytes();

    /// <summary>With raw bytes before the first field of the model.</summary>
    internal static byte[] Before(byte[] extra) => (Honest with { Before = extra }).ToBytes();

    /// <summary>An If whose condition is a constant and whose branches are graphs of their own.</summary>
    internal static void Branch(GraphBuilder outer, Func<GraphBuilder, string> build)
    {
        var then = new GraphBuilder(outer);
        then.Yield(build(then));
        var otherwise = new GraphBuilder(outer);
        otherwise.Yield(otherwise.Float(0));
        string condition = outer.Constant(new OnnxTensor(null, OnnxType.Bool) { Raw = [1] });
        outer.Add("If", [condition], OnnxAttribute.Graph("then_branch", then.Build("then")), OnnxAttribute.Graph("else_branch", otherwise.Build("else")));
    }
}
