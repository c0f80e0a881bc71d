using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>The order in which a graph's nodes can be evaluated. ONNX asks writers to keep it; runtimes sort anyway, and so do we.</summary>
internal static class NodeOrder
{
    /// <summary>Rows of the nodes, each behind those that make its inputs; nodes in a cycle come last, as they stand. O(nodes + links).</summary>
    internal static int[] Of(ModelTables model, GraphTable graph)
    {
        var makers = new Dictionary<int, int>();
        for (int index = 0; index < graph.Nodes.Count; index++)
        {
            foreach (int output in model.Outputs(model.Nodes[graph.Nodes[index]]))
            {
                makers.TryAdd(output, index);
            }
        }

        int[] waiting = new int[graph.Nodes.Count];
        var users = new List<int>?[graph.Nodes.Count];
        bool sorted = true;
        for (int index = 0; index < graph.Nodes.Count; index++)
        {
            foreach (int input in Needed(model, model.Nodes[graph.Nodes[index]]))
            {
                if (input != NameTable.None && makers.TryGetValue(input, out int maker) && maker != index)
                {
                    waiting[index]++;
                    (users[maker] ??= []).Add(index);
                    sorted &= maker < index;
                }
            }
        }

        return sorted ? [.. graph.Nodes] : Sort(graph, waiting, users);
    }

    private static int[] Sort(GraphTable graph, int[] waiting, List<int>?[] users)
    {
        var order = new List<int>(graph.Nodes.Count);
        var ready = new Queue<int>(Enumerable.Range(0, waiting.Length).Where(index => waiting[index] == 0));
        bool[] done = new bool[waiting.Length];
        while (ready.TryDequeue(out int index))
        {
            done[index] = true;
            order.Add(graph.Nodes[index]);
            foreach (int user in users[index] ?? [])
            {
                if (--waiting[user] == 0)
                {
                    ready.Enqueue(user);
                }
            }
        }

        order.AddRange(Enumerable.Range(0, waiting.Length).Where(index => !done[index]).Select(index => graph.Nodes[index]));
        return [.. order];
    }

    // What nested graphs take from this one is needed before the node that holds them.
    private static IEnumerable<int> Needed(ModelTables model, NodeRow node)
    {
        for (int index = 0; index < node.Inputs; index++)
        {
            yield return model.Links[node.FirstLink + index];
        }

        var graphs = new Stack<int>();
        for (int attribute = node.FirstAttribute; attribute >= 0; attribute = model.Attributes[attribute].Next)
        {
            foreach (int graph in model.GraphsOf(attribute))
            {
                graphs.Push(graph);
            }
        }

        while (graphs.TryPop(out int graph))
        {
            foreach (int row in model.Graphs[graph].Nodes)
            {
                NodeRow inner = model.Nodes[row];
                for (int index = 0; index < inner.Inputs; index++)
                {
                    yield return model.Links[inner.FirstLink + index];
                }

                for (int attribute = inner.FirstAttribute; attribute >= 0; attribute = model.Attributes[attribute].Next)
                {
                    foreach (int nested in model.GraphsOf(attribute))
                    {
                        graphs.Push(nested);
                    }
                }
            }

            foreach (ValueRow output in model.Graphs[graph].Outputs)
            {
                yield return output.Name;
            }
        }
    }
}
