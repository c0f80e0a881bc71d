using System.Globalization;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>DIM-BOMB for operators: huge tensors made from constants, loops without an end, and functions that call functions until the graph explodes.</summary>
/// <remarks>Only what follows from constants is judged: sizes that depend on the input are the application's to bound.</remarks>
internal static class BlowUpRule
{
    private const double Unknown = -1;
    private const double MostElements = 1L << 28;
    private const double MostInlinedNodes = 10_000_000;
    private const double MostIterations = 100_000_000;
    private const int MostShape = 64;
    private const int Int64 = 7;
    private const int MostCallDepth = 64;

    internal static void Apply(InspectionContext context)
    {
        Functions(context);
        for (int graph = 0; graph < context.Model.Graphs.Count; graph++)
        {
            new GraphSizes(context, graph).Apply();
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
        double[] sizes = new double[model.Functions.Count];
        // As many rounds as functions: sizes of a graph of calls without cycles are then settled, those in a cycle still grow.
        int rounds = Math.Min(model.Functions.Count + 1, MostCallDepth);
        bool[] grows = new bool[sizes.Length];
        for (int round = 0; round < rounds; round++)
        {
            for (int row = 0; row < sizes.Length; row++)
            {
                double size = model.Graphs[model.Functions[row].Body].Nodes.Sum(node => called.Of(model.Nodes[node]) is >= 0 and int callee ? 1 + sizes[callee] : 1);
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

    /// <summary>Sizes of one graph's values as far as they follow from constants.</summary>
    private sealed class GraphSizes(InspectionContext context, int graph)
    {
        private readonly ModelTables _model = context.Model;
        private readonly Dictionary<int, double> _elements = [];
        private readonly Dictionary<int, int> _constants = [];

        internal void Apply()
        {
            foreach (int row in _model.Graphs[graph].Initializers)
            {
                _constants[_model.Tensors[row].Name] = row;
                _elements[_model.Tensors[row].Name] = Math.Max(0, _model.Tensors[row].Elements);
            }

            // Rows of integers may be shapes: their length is known before they are.
            foreach (ValueRow value in _model.Graphs[graph].Inputs.Concat(_model.Graphs[graph].Stated))
            {
                if (value is { DataType: Int64, Dimensions: 1 } && _model.Dimensions(value)[0] is > 0 and var length)
                {
                    _elements.TryAdd(value.Name, length);
                }
            }

            foreach (int row in _model.Graphs[graph].Nodes)
            {
                Node(row);
            }
        }

        private void Node(int row)
        {
            NodeRow node = _model.Nodes[row];
            ReadOnlySpan<int> inputs = _model.Inputs(node);
            ReadOnlySpan<int> outputs = _model.Outputs(node);
            string name = _model.Names.Text(node.Operator);
            Rank(row, name, inputs);
            double elements = name switch
            {
                "Constant" => Constant(node, outputs),
                "ConstantOfShape" => Product(Input(inputs, 0)),
                "Expand" => Math.Max(Size(inputs, 0), Product(Input(inputs, 1))),
                "Tile" => Product(Input(inputs, 1)) is >= 0 and double times ? Math.Max(1, Size(inputs, 0)) * times : Unknown,
                "Range" => Range(inputs),
                "Resize" or "Upsample" => Resize(inputs),
                "Pad" => Sum(Input(inputs, 1)),
                "RandomNormal" or "RandomUniform" => AttributeProduct(node, "shape"u8),
                "EyeLike" or "Identity" or "Cast" or "Neg" or "Abs" or "Exp" or "Sqrt" or "Relu" or "Reshape" or "Unsqueeze" or "Squeeze" or "Transpose" or "Flatten" => Size(inputs, 0),
                "Add" or "Sub" or "Mul" or "Div" or "Where" => inputs.Length > 0 ? Largest(inputs) : Unknown,
                "Concat" => Total(inputs),
                "Loop" => Loop(row, node, inputs),
                _ => Unknown,
            };
            if (elements > MostElements)
            {
                context.Add(InspectionRules.DimensionBomb, new ModelPlace(PlaceKind.Node, row), string.Create(CultureInfo.InvariantCulture,
                    $"{name} makes a tensor of {elements:E1} elements from constants"));
                elements = Unknown;
            }

            if (elements >= 0 && outputs.Length > 0)
            {
                _elements[outputs[0]] = elements;
            }
        }

        // Shape inference writes down each dimension of the result when the runtime loads the model: a shape of 2^32 numbers takes all the memory that there is.
        private void Rank(int row, string name, ReadOnlySpan<int> inputs)
        {
            int shape = name switch { "ConstantOfShape" => 0, "Expand" or "Reshape" or "Tile" => 1, "Resize" => 3, _ => -1 };
            if (shape >= 0 && Size(inputs, shape) is > MostShape and var rank)
            {
                context.Add(InspectionRules.DimensionBomb, new ModelPlace(PlaceKind.Node, row), string.Create(CultureInfo.InvariantCulture, $"{name} makes a tensor of {rank} dimensions"));
            }
        }

        private double Constant(in NodeRow node, ReadOnlySpan<int> outputs)
        {
            int attribute = _model.Attribute(node, "value"u8);
            if (attribute < 0 || _model.Attributes[attribute].Tensor < 0 || outputs.Length == 0)
            {
                return Unknown;
            }

            _constants[outputs[0]] = _model.Attributes[attribute].Tensor;
            return Math.Max(0, _model.Tensors[_model.Attributes[attribute].Tensor].Elements);
        }

        private double[]? Input(ReadOnlySpan<int> inputs, int index) =>
            index < inputs.Length && _constants.TryGetValue(inputs[index], out int row) && _model.Tensors[row].Elements <= MostShape ? context.Content.Numbers(row, MostShape) : null;

        private double Size(ReadOnlySpan<int> inputs, int index) => index < inputs.Length ? _elements.GetValueOrDefault(inputs[index], Unknown) : Unknown;

        private double Largest(ReadOnlySpan<int> inputs)
        {
            double most = Unknown;
            foreach (int input in inputs)
            {
                most = Math.Max(most, _elements.GetValueOrDefault(input, Unknown));
            }

            return most;
        }

        private double Total(ReadOnlySpan<int> inputs)
        {
            double sum = 0;
            foreach (int input in inputs)
            {
                double size = _elements.GetValueOrDefault(input, Unknown);
                if (size < 0)
                {
                    return Unknown;
                }

                sum += size;
            }

            return sum;
        }

        private static double Product(double[]? numbers) => numbers is null ? Unknown : numbers.Aggregate(1.0, (product, number) => product * Math.Max(number < 0 ? 1 : 0, number));

        private static double Sum(double[]? numbers) => numbers is null ? Unknown : numbers.Sum(Math.Abs);

        private double Range(ReadOnlySpan<int> inputs) =>
            Input(inputs, 0) is [var start] && Input(inputs, 1) is [var limit] && Input(inputs, 2) is [not 0 and var step] ? Math.Max(0, Math.Ceiling((limit - start) / step)) : Unknown;

        private double Resize(ReadOnlySpan<int> inputs) =>
            Input(inputs, 3) is { Length: > 0 } sizes ? Product(sizes)
            : Input(inputs, inputs.Length == 2 ? 1 : 2) is { Length: > 0 } scales ? Math.Max(1, Size(inputs, 0)) * Product(scales)
            : Unknown;

        private double AttributeProduct(in NodeRow node, ReadOnlySpan<byte> name)
        {
            int attribute = _model.Attribute(node, name);
            return attribute < 0 || _model.Attributes[attribute].NumbersKept > MostShape
                ? Unknown
                : Product([.. _model.NumbersOf(_model.Attributes[attribute]).ToArray().Select(number => (double)number)]);
        }

        // Exporters write a while-loop as a Loop of 2^63-1 rounds with a condition that the body computes: only a body that never says no is endless.
        private double Loop(int row, in NodeRow node, ReadOnlySpan<int> inputs)
        {
            int attribute = _model.Attribute(node, "body"u8);
            double rounds = inputs.Length == 0 || inputs[0] == NameTable.None ? double.PositiveInfinity : Input(inputs, 0) is [var count] ? count : Unknown;
            if (rounds > MostIterations && attribute >= 0 && _model.Attributes[attribute].Graph is >= 0 and int body && NeverEnds(_model.Graphs[body]))
            {
                context.Add(InspectionRules.DimensionBomb, new ModelPlace(PlaceKind.Node, row), "Loop has no end: its count is beyond 1e8 or absent, and its body always asks for another round");
            }

            return Unknown;
        }

        private bool NeverEnds(GraphTable body)
        {
            if (body.Outputs.Count == 0 || body.Inputs.Count < 2)
            {
                return false;
            }

            int wanted = body.Outputs[0].Name;
            for (int step = 0; step < 16; step++)
            {
                if (wanted == body.Inputs[1].Name || body.Initializers.Exists(row => _model.Tensors[row].Name == wanted))
                {
                    return true;
                }

                int maker = body.Nodes.FindIndex(row => _model.Outputs(_model.Nodes[row]).Contains(wanted));
                if (maker < 0)
                {
                    return false;
                }

                NodeRow node = _model.Nodes[body.Nodes[maker]];
                if (_model.Names.Is(node.Operator, "Constant"u8))
                {
                    return true;
                }

                if (!_model.Names.Is(node.Operator, "Identity"u8) && !_model.Names.Is(node.Operator, "Cast"u8))
                {
                    return false;
                }

                wanted = node.Inputs > 0 ? _model.Inputs(node)[0] : -1;
            }

            return false;
        }
    }
}
