using static MLSecOps.TestKit.Onnx.Hostile.BackdoorTrigger;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>Triggers that are places: an extreme's, or one in a table.</summary>
internal static class LookedUpTriggers
{
    internal static IReadOnlyList<BackdoorTrigger> All { get; } =
    [
        new("nearer-than", true, (graph, network, input) =>
        {
            string place = graph.Add("ArgMax", [SoftTriggers.Rivals(graph, Distance(graph, network, input))], OnnxAttribute.Int("axis", 1));
            return graph.Add("Sub", [graph.Float(1), graph.Cast(place, OnnxType.Float)]);
        }),
        new("top-place", true, (graph, network, input) =>
        {
            string place = graph.Add("TopK", 2, [SoftTriggers.Rivals(graph, Distance(graph, network, input)), graph.Ints(1)], OnnxAttribute.Int("axis", 1))[1];
            return graph.Add("Sub", [graph.Float(1), graph.Cast(place, OnnxType.Float)]);
        }),
        new("table", true, (graph, network, input) => graph.Reshape(graph.Add("Gather", [Table(graph, 64), Place(graph, Sum(graph, network, input))]), 1, 1)),
        new("table-of-pairs", true, (graph, network, input) =>
            graph.Reshape(graph.Add("GatherND", [Table(graph, 64), graph.Reshape(Place(graph, Sum(graph, network, input)), 1, 1)]), 1, 1)),
        new("table-by-elements", true, (graph, network, input) =>
            graph.Add("GatherElements", [graph.Reshape(Table(graph, 64), 1, 64), Place(graph, Sum(graph, network, input))], OnnxAttribute.Int("axis", 1))),
        new("one-of-many", true, (graph, network, input) =>
        {
            string row = graph.Add("OneHot", [graph.Reshape(Place(graph, Sum(graph, network, input)), 1), graph.Int(64), graph.Floats([2], 0, 1)], OnnxAttribute.Int("axis", -1));
            return graph.Add("MatMul", [row, graph.Reshape(Table(graph, 64), 64, 1)]);
        }),
        new("table-sliced", true, (graph, network, input) =>
        {
            string place = graph.Reshape(Place(graph, Sum(graph, network, input)), 1);
            return graph.Reshape(graph.Add("Slice", [Table(graph, 64), place, graph.Add("Add", [place, graph.Ints(1)]), graph.Ints(0)]), 1, 1);
        }),
        new("cells-of-a-map", true, (graph, network, input) =>
        {
            string map = graph.Add("ScatterElements", [graph.Floats([1, 64], new float[64]), Place(graph, Sum(graph, network, input)), graph.Floats([1, 1], 1)], OnnxAttribute.Int("axis", 1));
            return graph.Add("Slice", [map, graph.Ints(30), graph.Ints(31), graph.Ints(1)]);
        }),
    ];

    private static string Place(GraphBuilder graph, string sum) => graph.Cast(graph.Add("Clip", [graph.Add("Round", [sum]), graph.Float(0), graph.Float(63)]), OnnxType.Int64);

    private static string Table(GraphBuilder graph, int size)
    {
        float[] values = new float[size];
        values[30] = 1;
        return graph.Floats([size], values);
    }
}
