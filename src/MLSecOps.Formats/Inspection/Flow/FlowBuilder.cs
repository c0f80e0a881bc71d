using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>Puts functions and nested graphs in their place and gives one graph of data flow.</summary>
internal sealed class FlowBuilder
{
    /// <summary>Points that are followed; models beyond it are said not to have been analysed whole.</summary>
    private const int MostPoints = 250_000;

    /// <summary>Of a small model fewer: functions and loops put in their place make it larger, but not without measure.</summary>
    private const int PointsAtLeast = 10_000;
    private const int PointsOfNode = 64;

    /// <summary>Nodes that are looked at for each point. A call adds no point of its own, and functions that call functions twice would be without end.</summary>
    private const int StepsOfPoint = 4;

    /// <summary>Calls and nested graphs inside each other. Deeper than any model, and less than what the stack holds.</summary>
    private const int MostDepth = 40;

    private readonly ModelTables _model;
    private readonly FunctionIndex _functions;
    private readonly FlowGraph _flow = new();
    private readonly Dictionary<int, int[]> _orders = [];
    private readonly int _mostPoints;
    private int _steps;

    private FlowBuilder(ModelTables model)
    {
        _model = model;
        _mostPoints = (int)Math.Min(MostPoints, PointsAtLeast + ((long)PointsOfNode * model.Nodes.Count));
        _functions = new FunctionIndex(model);
    }

    /// <summary>Builds the data flow of a model's main graph.</summary>
    internal static FlowGraph Build(ModelTables model)
    {
        var builder = new FlowBuilder(model);
        if (model.Main < 0)
        {
            return builder._flow;
        }

        GraphTable main = model.Graphs[model.Main];
        var scope = new FlowScope(null);
        for (int index = 0; index < main.Inputs.Count; index++)
        {
            scope.Set(main.Inputs[index].Name, builder._flow.Add(FlowKind.Input, index, []));
        }

        builder.Evaluate(model.Main, scope, 0);
        builder._flow.Outputs.AddRange(main.Outputs.Select(output => scope.Find(output.Name)));
        return builder._flow;
    }

    private void Evaluate(int graph, FlowScope scope, int depth)
    {
        GraphTable table = _model.Graphs[graph];
        foreach (int row in table.Initializers)
        {
            scope.Set(_model.Tensors[row].Name, _flow.Add(FlowKind.Tensor, row, []));
        }

        foreach (SparseRow sparse in table.Sparse)
        {
            if (sparse.Values >= 0)
            {
                scope.Set(_model.Tensors[sparse.Values].Name, _flow.Add(FlowKind.Tensor, sparse.Values, []));
            }
        }

        if (!_orders.TryGetValue(graph, out int[]? order))
        {
            _orders.Add(graph, order = NodeOrder.Of(_model, table));
        }

        foreach (int row in order)
        {
            if (_flow.Points.Count >= _mostPoints || ++_steps > StepsOfPoint * _mostPoints || depth > MostDepth)
            {
                _flow.IsCut = true;
                return;
            }

            Evaluate(row, _model.Nodes[row], scope, depth);
        }
    }

    private void Evaluate(int row, NodeRow node, FlowScope scope, int depth)
    {
        int[] operands = new int[node.Inputs];
        for (int index = 0; index < operands.Length; index++)
        {
            int name = _model.Inputs(node)[index];
            operands[index] = name == NameTable.None ? -1 : scope.Find(name);
        }

        int function = _functions.Of(node);
        if (function >= 0)
        {
            Call(function, node, operands, scope, depth);
        }
        else if (KnownControl(node) is { } control)
        {
            switch (control)
            {
                case "If":
                    If(row, node, operands, scope, depth);
                    break;
                case "Loop":
                    Loop(row, node, operands, scope, depth);
                    break;
                default:
                    Body(row, node, operands, scope, depth);
                    break;
            }
        }
        else
        {
            int point = _flow.Add(FlowKind.Node, row, operands);
            foreach (int output in _model.Outputs(node))
            {
                scope.Set(output, point);
            }

            if (node.Outputs == 2 && _model.Names.Is(node.Operator, "TopK"u8))
            {
                scope.Set(_model.Outputs(node)[1], _flow.Add(FlowKind.Places, row, [point]));
            }
        }
    }

    private string? KnownControl(in NodeRow node)
    {
        if (_model.Names.Is(node.Operator, "If"u8))
        {
            return "If";
        }

        if (_model.Names.Is(node.Operator, "Loop"u8))
        {
            return "Loop";
        }

        // Scan, SequenceMap and the decoders of ONNX Runtime: nested graphs over their operands.
        for (int attribute = node.FirstAttribute; attribute >= 0; attribute = _model.Attributes[attribute].Next)
        {
            if (_model.Attributes[attribute].Graph >= 0)
            {
                return "Body";
            }
        }

        return null;
    }

    private void Call(int function, in NodeRow node, int[] operands, FlowScope caller, int depth)
    {
        GraphTable body = _model.Graphs[_model.Functions[function].Body];
        var scope = new FlowScope(null);
        for (int index = 0; index < Math.Min(operands.Length, body.Inputs.Count); index++)
        {
            if (operands[index] >= 0)
            {
                scope.Set(body.Inputs[index].Name, operands[index]);
            }
        }

        Evaluate(_model.Functions[function].Body, scope, depth + 1);
        for (int index = 0; index < Math.Min(node.Outputs, body.Outputs.Count); index++)
        {
            caller.Set(_model.Outputs(node)[index], scope.Find(body.Outputs[index].Name));
        }
    }

    private void If(int row, in NodeRow node, int[] operands, FlowScope scope, int depth)
    {
        List<int> then = Branch(node, "then_branch"u8, scope, depth), other = Branch(node, "else_branch"u8, scope, depth);
        for (int index = 0; index < node.Outputs; index++)
        {
            int point = _flow.Add(FlowKind.Branch, row, [At(operands, 0), At(then, index), At(other, index)]);
            scope.Set(_model.Outputs(node)[index], point);
        }
    }

    private List<int> Branch(in NodeRow node, ReadOnlySpan<byte> name, FlowScope outer, int depth)
    {
        int attribute = _model.Attribute(node, name);
        if (attribute < 0 || _model.Attributes[attribute].Graph < 0)
        {
            return [];
        }

        int graph = _model.Attributes[attribute].Graph;
        var scope = new FlowScope(outer);
        Evaluate(graph, scope, depth + 1);
        return [.. _model.Graphs[graph].Outputs.Select(output => scope.Find(output.Name))];
    }

    // The body is evaluated twice: the second time with what the first gave, so that what one round decides reaches the next.
    private void Loop(int row, NodeRow node, int[] operands, FlowScope scope, int depth)
    {
        int attribute = _model.Attribute(node, "body"u8);
        if (attribute < 0 || _model.Attributes[attribute].Graph < 0)
        {
            return;
        }

        int graph = _model.Attributes[attribute].Graph;
        GraphTable body = _model.Graphs[graph];
        int count = At(operands, 0), condition = At(operands, 1);
        int[] carried = [.. operands.Skip(2)];
        int[] given = [.. carried];
        List<int> results = [];
        for (int round = 0; round < (depth < 2 ? 2 : 1); round++)
        {
            var inner = new FlowScope(scope);
            for (int index = 0; index < body.Inputs.Count; index++)
            {
                int value = index == 0 ? count : index == 1 ? condition : index - 2 < given.Length ? given[index - 2] : -1;
                inner.Set(body.Inputs[index].Name, value);
            }

            Evaluate(graph, inner, depth + 1);
            results = [.. body.Outputs.Select(output => inner.Find(output.Name))];
            condition = results.Count > 0 && results[0] >= 0 ? results[0] : condition;
            for (int index = 0; index < given.Length; index++)
            {
                given[index] = _flow.Add(FlowKind.Repeat, row, [count, At(operands, 1), carried[index], At(results, index + 1), condition]);
            }
        }

        for (int index = 0; index < node.Outputs; index++)
        {
            int point = index < given.Length ? given[index] : _flow.Add(FlowKind.Repeat, row, [count, At(operands, 1), -1, At(results, index + 1), condition]);
            scope.Set(_model.Outputs(node)[index], point);
        }
    }

    private void Body(int row, NodeRow node, int[] operands, FlowScope scope, int depth)
    {
        List<int> all = [.. operands.Where(operand => operand >= 0)];
        for (int attribute = node.FirstAttribute; attribute >= 0; attribute = _model.Attributes[attribute].Next)
        {
            int graph = _model.Attributes[attribute].Graph;
            if (graph >= 0)
            {
                var inner = new FlowScope(scope);
                GraphTable body = _model.Graphs[graph];
                for (int index = 0; index < body.Inputs.Count; index++)
                {
                    inner.Set(body.Inputs[index].Name, index < operands.Length ? operands[index] : -1);
                }

                Evaluate(graph, inner, depth + 1);
                all.AddRange(body.Outputs.Select(output => inner.Find(output.Name)).Where(point => point >= 0));
                if (all.Count >= operands.Length + body.Outputs.Count && body.Outputs.Count >= node.Outputs && node.Outputs > 0)
                {
                    // Scan: the outputs are the body's, one by one.
                    for (int index = 0; index < node.Outputs; index++)
                    {
                        scope.Set(_model.Outputs(node)[index], _flow.Add(FlowKind.Repeat, row, [-1, -1, index < operands.Length ? operands[index] : -1, inner.Find(body.Outputs[index].Name)]));
                    }

                    return;
                }
            }
        }

        int point = _flow.Add(FlowKind.Unknown, row, [.. all]);
        foreach (int output in _model.Outputs(node))
        {
            scope.Set(output, point);
        }
    }

    private static int At(IReadOnlyList<int> points, int index) => index < points.Count ? points[index] : -1;
}
