using System.Globalization;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>DIM-BOMB for operators: huge tensors made from constants, loops without an end, and functions that call functions until the graph explodes.</summary>
/// <remarks>Only what follows from constants is judged: sizes that depend on the input are the application's to bound, unless no device could hold them.</remarks>
internal static class BlowUpRule
{
    private const double MostInlinedNodes = 10_000_000;
    private const int MostCallDepth = 64;

    internal static void Apply(InspectionContext context)
    {
        Functions(context);
        var sizes = new GraphSizes(context);
        for (int graph = 0; graph < context.Model.Graphs.Count; graph++)
        {
            // Nested graphs are followed from the node that has them.
            if (context.Model.Graphs[graph].Kind != GraphKind.Nested)
            {
                sizes.Follow(graph);
            }
        }

        if (sizes.IsExhausted)
        {
            context.Add(InspectionRules.DimensionBomb, InspectionSeverity.Warning, default, "more calls and rounds of loops than are followed: some were not");
        }
    }

    /// <summary>How many nodes a function has when all it calls is put in its place; recursion is not allowed and ends as infinite.</summary>
    private static void Functions(InspectionContext context)
    {
        ModelTables model = context.Model;
        if (model.Functions.Count == 0)
        {
            return;
        }

        var called = new FunctionIndex(model);
        List<int>[] nodes = Nodes(model);
        double[] sizes = new double[model.Functions.Count];
        // As many rounds as functions: sizes of a graph of calls without cycles are then settled, those in a cycle still grow.
        int rounds = Math.Min(model.Functions.Count + 1, MostCallDepth);
        bool[] grows = new bool[sizes.Length];
        for (int round = 0; round < rounds; round++)
        {
            for (int row = 0; row < sizes.Length; row++)
            {
                double size = nodes[row].Sum(node => called.Of(model.Nodes[node]) is >= 0 and int callee ? 1 + sizes[callee] : 1);
                grows[row] = size > sizes[row];
                sizes[row] = Math.Min(1e300, size);
            }
        }

        for (int row = 0; row < sizes.Length; row++)
        {
            if (grows[row] || sizes[row] > MostInlinedNodes)
            {
                context.Add(InspectionRules.DimensionBomb, new ModelPlace(PlaceKind.Function, row), grows[row]
                    ? $"the function calls itself, or others more than {MostCallDepth} deep"
                    : string.Create(CultureInfo.InvariantCulture, $"the function becomes {sizes[row]:E1} nodes when its calls are replaced by what they call"));
            }
        }
    }

    // The nodes of each function, those of graphs nested in it included. A graph stands behind the one around it.
    private static List<int>[] Nodes(ModelTables model)
    {
        List<int>[] nodes = [.. model.Functions.Select(_ => new List<int>())];
        int[] function = new int[model.Graphs.Count];
        for (int row = 0; row < function.Length; row++)
        {
            GraphTable graph = model.Graphs[row];
            function[row] = graph.Kind == GraphKind.Function ? graph.Parent
                : graph.Kind == GraphKind.Nested && model.Attributes[graph.Parent].Node is >= 0 and int node ? function[model.Nodes[node].Graph]
                : -1;
            if (function[row] >= 0)
            {
                nodes[function[row]].AddRange(graph.Nodes);
            }
        }

        return nodes;
    }
}
