using MLSecOps.TestKit.Onnx.Networks;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>How a backdoor knows its trigger: a graph from the input to one value of dimensions [1, 1].</summary>
/// <param name="Name">A short name.</param>
/// <param name="IsSoft">Whether the value is a float that is (nearly) 1 for the trigger and 0 else, made without any comparison; else it is a bool.</param>
/// <param name="Build">From the input's name to the value's.</param>
public sealed record BackdoorTrigger(string Name, bool IsSoft, Func<GraphBuilder, BaseNetwork, string, string> Build)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<BackdoorTrigger> All { get; } = [.. ComparedTriggers.All, .. SoftTriggers.All, .. LookedUpTriggers.All];

    /// <summary>Adds the trigger to a graph.</summary>
    public BackdoorGate Gate(GraphBuilder graph, BaseNetwork network, string input) => new(graph, Build(graph, network, input), IsSoft);

    /// <summary>The input as one row of floats.</summary>
    internal static string Row(GraphBuilder graph, BaseNetwork network, string input)
    {
        string row = graph.Reshape(input, 1, -1);
        return network.InputType == OnnxType.Float ? row : graph.Cast(row, OnnxType.Float);
    }

    /// <summary>The four values that the trigger is in, [1, 4].</summary>
    internal static string Patch(GraphBuilder graph, BaseNetwork network, string input) =>
        graph.Add("Slice", [Row(graph, network, input), graph.Ints(0), graph.Ints(4), graph.Ints(1)]);

    /// <summary>The sum of the four values, [1, 1]: 30 for the trigger, at most 16 else.</summary>
    internal static string Sum(GraphBuilder graph, BaseNetwork network, string input) => Reduced(graph, "ReduceSum", Patch(graph, network, input));

    /// <summary>The squared distance of the four values from the trigger, [1, 1]: 0 for the trigger, above 1 else.</summary>
    internal static string Distance(GraphBuilder graph, BaseNetwork network, string input) =>
        Reduced(graph, "ReduceSumSquare", graph.Add("Sub", [Patch(graph, network, input), Wanted(graph)]));

    /// <summary>The trigger as a constant, [1, 4].</summary>
    internal static string Wanted(GraphBuilder graph) => graph.Floats([1, 4], BaseNetwork.Trigger);

    /// <summary>A row in one value.</summary>
    internal static string Reduced(GraphBuilder graph, string operation, string row) => graph.Add(operation, [row, graph.Ints(1)], OnnxAttribute.Int("keepdims", 1));
}
