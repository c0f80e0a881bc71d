using System.Globalization;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>Follows sizes and small constants through graphs, branches, loops and calls, and says where they grow beyond any need.</summary>
/// <remarks>
/// Nodes in loops and functions are looked at each time, but all in all only so often as the model is large: what a small file asks for costs little. Memory in proportion to the graphs
/// that are open.
/// </remarks>
internal sealed class GraphSizes(InspectionContext context)
{
    private const int MostSteps = 1_000_000;
    private const int StepsAtLeast = 10_000;
    private const int StepsOfNode = 64;
    private const int MostDepth = 48;
    private const int MostRounds = 64;
    private const double MostIterations = 100_000_000;
    private const double MostElements = 1L << 28;
    private const double MostShape = 64;
    private const int Int64 = 7;

    /// <summary>As much as no edge device holds: 4 GB of floats, also when a stated size of the input takes part in it.</summary>
    private const double MostOfInput = 1e9;

    private readonly ModelTables _model = context.Model;
    private readonly FunctionIndex _functions = new(context.Model);
    private readonly HashSet<int> _told = [];
    private readonly int _mostSteps = (int)Math.Min(MostSteps, StepsAtLeast + ((long)StepsOfNode * context.Model.Nodes.Count));
    private int _steps;
    private int _depth;

    /// <summary>Whether something was not followed.</summary>
    internal bool IsExhausted { get; private set; }

    /// <summary>Follows a graph of which nothing but its stated inputs is known.</summary>
    internal void Follow(int graph)
    {
        var scope = new SizeScope(null, -1);
        foreach (ValueRow input in _model.Graphs[graph].Inputs)
        {
            if (input.Kind == 1 && input.Dimensions >= 0)
            {
                scope[input.Name] = KnownValue.Of([.. _model.Dimensions(input).ToArray().Select(dim => dim < 0 ? double.NaN : (double)dim)], null, fromInput: true);
            }
        }

        Follow(graph, scope);
    }

    private void Follow(int row, SizeScope scope)
    {
        GraphTable graph = _model.Graphs[row];
        if (_depth >= MostDepth)
        {
            IsExhausted = true;
            return;
        }

        _depth++;
        foreach (int tensor in graph.Initializers)
        {
            scope[_model.Tensors[tensor].Name] = Tensor(tensor);
        }

        // Rows of integers may be shapes: their length is known before they are.
        foreach (ValueRow value in graph.Stated)
        {
            if (value is { DataType: Int64, Dimensions: 1 } && _model.Dimensions(value)[0] is > 0 and var length)
            {
                scope[value.Name] = KnownValue.Of([length], null, fromInput: true);
            }
        }

        foreach (int node in graph.Nodes)
        {
            if (++_steps > _mostSteps)
            {
                IsExhausted = true;
                break;
            }

            Node(node, scope);
        }

        _depth--;
    }

    private KnownValue Tensor(int row)
    {
        TensorRow tensor = _model.Tensors[row];
        double[]? numbers = tensor.Elements is >= 0 and <= KnownValue.MostNumbers ? context.Content.Numbers(row, KnownValue.MostNumbers) : null;
        return KnownValue.Of([.. _model.Dimensions(tensor).ToArray().Select(dim => (double)Math.Max(0, dim))], numbers?.Length == tensor.Elements ? numbers : null);
    }

    private void Node(int row, SizeScope scope)
    {
        NodeRow node = _model.Nodes[row];
        KnownValue[] inputs = new KnownValue[node.Inputs];
        for (int index = 0; index < inputs.Length; index++)
        {
            int input = _model.Inputs(node)[index];
            inputs[index] = input == NameTable.None ? KnownValue.Unknown : scope[input];
        }

        Rank(row, _model.Names.Text(node.Operator), inputs);
        KnownValue[] outputs = Outputs(row, node, inputs, scope);
        for (int index = 0; index < node.Outputs; index++)
        {
            KnownValue value = index < outputs.Length ? outputs[index] : KnownValue.Unknown;
            if (value.AtLeast > (value.FromInput ? MostOfInput : MostElements))
            {
                Tell(row, string.Create(CultureInfo.InvariantCulture, $"{_model.Names.Text(node.Operator)} makes a tensor of {value.AtLeast:E1} elements from constants"));
                value = KnownValue.Unknown;
            }

            scope[_model.Outputs(node)[index]] = value;
        }
    }

    // Shape inference writes down each dimension of the result when the runtime loads the model: a shape of 2^32 numbers takes all the memory that there is.
    private void Rank(int row, string name, KnownValue[] inputs)
    {
        int shape = name switch { "ConstantOfShape" => 0, "Expand" or "Reshape" or "Tile" => 1, "Resize" => 3, _ => -1 };
        if (shape >= 0 && shape < inputs.Length && inputs[shape].AtLeast is > MostShape and var rank)
        {
            Tell(row, string.Create(CultureInfo.InvariantCulture, $"{name} makes a tensor of {rank} dimensions"));
        }
    }

    private KnownValue[] Outputs(int row, in NodeRow node, KnownValue[] inputs, SizeScope scope)
    {
        if (_functions.Of(node) is >= 0 and int function)
        {
            return Call(function, node, inputs);
        }

        string name = _model.Names.Text(node.Operator);
        if (name == "Loop" && _model.Attribute(node, "body"u8) is >= 0 and int attribute && _model.Attributes[attribute].Graph is >= 0 and int body)
        {
            return Loop(row, body, inputs, scope);
        }

        KnownValue[] results = name == "Constant" ? [Constant(node, scope)] : [new SizeInference(_model, node, inputs, context.Content).Of(name)];
        for (int nested = node.FirstAttribute; nested >= 0; nested = _model.Attributes[nested].Next)
        {
            foreach (int graph in _model.GraphsOf(nested))
            {
                var inner = new SizeScope(scope, scope.Caller);
                Follow(graph, inner);
                results = name == "If" ? Larger(results, _model.Graphs[graph], inner) : results;
            }
        }

        return results;
    }

    private static KnownValue[] Larger(KnownValue[] before, GraphTable branch, SizeScope scope) =>
        [.. branch.Outputs.Select((output, index) => index < before.Length && before[index].AtLeast > scope[output.Name].AtLeast ? before[index] : scope[output.Name])];

    private KnownValue[] Call(int row, in NodeRow node, KnownValue[] inputs)
    {
        GraphTable body = _model.Graphs[_model.Functions[row].Body];
        var scope = new SizeScope(null, node.FirstAttribute);
        for (int index = 0; index < Math.Min(inputs.Length, body.Inputs.Count); index++)
        {
            scope[body.Inputs[index].Name] = inputs[index];
        }

        Follow(_model.Functions[row].Body, scope);
        return [.. body.Outputs.Select(output => scope[output.Name])];
    }

    private KnownValue Constant(in NodeRow node, SizeScope scope)
    {
        for (int row = node.FirstAttribute; row >= 0; row = _model.Attributes[row].Next)
        {
            AttributeRow stated = _model.Attributes[row];
            AttributeRow attribute = stated.Reference != NameTable.None && Given(scope.Caller, stated.Reference) is >= 0 and int given ? _model.Attributes[given] : stated;
            if (attribute.Tensor >= 0)
            {
                return Tensor(attribute.Tensor);
            }

            if (_model.Names.Is(stated.Name, "value_ints"u8) && attribute.IntegersKept is > 0 and <= KnownValue.MostNumbers)
            {
                return KnownValue.Row([.. _model.IntegersOf(attribute).ToArray().Select(number => (double)number)]);
            }

            if (_model.Names.Is(stated.Name, "value_floats"u8) && attribute.FloatsKept is > 0 and <= KnownValue.MostNumbers)
            {
                return KnownValue.Row([.. _model.FloatsOf(attribute).ToArray().Select(number => (double)BitConverter.UInt32BitsToSingle((uint)number))]);
            }

            if (_model.Names.Is(stated.Name, "value_int"u8) || _model.Names.Is(stated.Name, "value_float"u8))
            {
                return KnownValue.Scalar(_model.Names.Is(stated.Name, "value_int"u8) ? attribute.Integer : attribute.Float);
            }
        }

        return KnownValue.Unknown;
    }

    private int Given(int first, int name)
    {
        for (int row = first; row >= 0; row = _model.Attributes[row].Next)
        {
            if (_model.Attributes[row].Name == name)
            {
                return row;
            }
        }

        return -1;
    }

    // Exporters write a while-loop as a Loop of 2^63-1 rounds with a condition that the body computes: only a body that never says no is endless.
    private KnownValue[] Loop(int row, int body, KnownValue[] inputs, SizeScope scope)
    {
        GraphTable graph = _model.Graphs[body];
        NodeRow node = _model.Nodes[row];
        bool counted = node.Inputs > 0 && _model.Inputs(node)[0] != NameTable.None;
        double rounds = counted ? inputs[0].Single ?? double.NaN : double.PositiveInfinity;
        KnownValue[] carried = inputs.Length > 2 ? inputs[2..] : [];
        if (double.IsNaN(rounds) || rounds > MostIterations)
        {
            KnownValue[] late = Round(body, scope, MostIterations, [.. carried.Select(_ => KnownValue.Unknown)]);
            if (rounds > MostIterations && late is [{ Single: not null and not 0 }, ..])
            {
                Tell(row, "Loop has no end: its count is beyond 1e8 or absent, and its body always asks for another round");
            }

            return [];
        }

        double[] before = [], after = [.. carried.Select(value => value.AtLeast)];
        KnownValue[] last = [];
        double round = 0;
        for (; round < Math.Min(rounds, MostRounds); round++)
        {
            last = Round(body, scope, round, carried);
            (before, carried) = (after, [.. last.Skip(1).Take(carried.Length)]);
            after = [.. carried.Select(value => value.AtLeast)];
            if (last is [{ Single: 0 }, ..] || _steps > _mostSteps || Array.Exists(after, size => size > MostOfInput))
            {
                rounds = round + 1;
                break;
            }
        }

        // What grew in the last round that was followed is taken to grow so in each of those that were not.
        double more = rounds - Math.Min(rounds, MostRounds);
        KnownValue[] kept = [.. carried.Select((value, index) => more <= 0 ? value
            : KnownValue.Some(value.AtLeast + (more * Math.Max(0, index < before.Length ? after[index] - before[index] : 0)), value.FromInput))];
        return [.. kept, .. last.Skip(1 + carried.Length).Select(value => KnownValue.Some(value.AtLeast * Math.Max(1, rounds), value.FromInput))];
    }

    /// <summary>Outputs of a loop's body: condition, what is carried on, what is collected.</summary>
    private KnownValue[] Round(int body, SizeScope outer, double number, KnownValue[] carried)
    {
        GraphTable graph = _model.Graphs[body];
        var scope = new SizeScope(outer, outer.Caller);
        for (int index = 0; index < graph.Inputs.Count; index++)
        {
            scope[graph.Inputs[index].Name] = index switch
            {
                0 => KnownValue.Scalar(number),
                1 => KnownValue.Scalar(1),
                _ => index - 2 < carried.Length ? carried[index - 2] : KnownValue.Unknown,
            };
        }

        Follow(body, scope);
        return [.. graph.Outputs.Select(output => scope[output.Name])];
    }

    private void Tell(int row, string evidence)
    {
        if (_told.Add(row))
        {
            context.Add(InspectionRules.DimensionBomb, new ModelPlace(PlaceKind.Node, row), evidence);
        }
    }
}
