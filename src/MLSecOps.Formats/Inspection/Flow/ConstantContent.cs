using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>What is in constants: the same value everywhere, or a pattern, and how large. Read on demand and remembered, as only few constants matter.</summary>
internal sealed class ConstantContent(InspectionContext context, FlowGraph flow)
{
    private const int Looked = 1024;
    private const int MostDepth = 24;
    private const int MostAxes = 16;
    private readonly Dictionary<int, (bool IsUniform, double Largest)> _known = [];

    /// <summary>Whether a constant has the same value everywhere, and its largest magnitude. What cannot be read counts as a pattern of magnitude 1.</summary>
    internal (bool IsUniform, double Largest) Of(int point) => Of(point, 0);

    /// <summary>Whole numbers of a constant; null when they cannot be read or it is no list of few.</summary>
    internal long[]? Whole(int point)
    {
        if (point < 0 || flow.Points[point].Kind is not (FlowKind.Tensor or FlowKind.Node))
        {
            return null;
        }

        FlowPoint made = flow.Points[point];
        int row = made.Kind == FlowKind.Tensor ? made.Row : TensorOf(context.Model.Nodes[made.Row]);
        return row < 0 || context.Model.Tensors[row].Elements is < 1 or > MostAxes ? null
            : context.Content.Numbers(row, MostAxes)?.Select(number => (long)Math.Clamp(number, int.MinValue, int.MaxValue)).ToArray();
    }

    private int TensorOf(in NodeRow node) => context.Model.Attribute(node, "value"u8) is >= 0 and int value ? context.Model.Attributes[value].Tensor : -1;

    private (bool IsUniform, double Largest) Of(int point, int depth)
    {
        if (point < 0)
        {
            return (true, 0);
        }

        if (_known.TryGetValue(point, out (bool, double) known))
        {
            return known;
        }

        FlowPoint made = flow.Points[point];
        (bool, double) found = depth > MostDepth ? (false, 1)
            : made.Kind == FlowKind.Tensor ? OfTensor(made.Row)
            : made.Kind == FlowKind.Node ? OfNode(point, context.Model.Nodes[made.Row], depth)
            : (false, 1);
        _known[point] = found;
        return found;
    }

    private (bool, double) OfTensor(int row)
    {
        if (context.Model.Tensors[row].Elements == 1 && context.Model.Tensors[row].Type == Core.Tensors.ElementType.Text)
        {
            return (true, 1);
        }

        double[]? numbers = context.Content.Numbers(row, Looked);
        return numbers is null || numbers.Length == 0
            ? (context.Model.Tensors[row].Elements <= 1, 1)
            : (numbers.All(number => number.Equals(numbers[0])), numbers.Max(Math.Abs));
    }

    private (bool, double) OfNode(int point, in NodeRow node, int depth)
    {
        string name = context.Model.Names.Text(node.Operator);
        switch (name)
        {
            case "Constant":
                return OfConstant(node);
            case "ConstantOfShape":
                int value = context.Model.Attribute(node, "value"u8);
                return value < 0 || context.Model.Attributes[value].Tensor < 0 ? (true, 0) : OfTensor(context.Model.Attributes[value].Tensor);
            case "Range" or "EyeLike" or "OneHot" or "Pad" or "Trilu":
                return (false, 1);
        }

        bool uniform = true;
        double largest = 0, first = double.NaN;
        bool multiplies = name is "Mul" or "Pow";
        // Shapes and axes say nothing about the content.
        int content = name is "Reshape" or "Expand" or "Tile" or "Unsqueeze" or "Squeeze" or "Gather" or "Slice" or "Cast" or "Transpose" or "Identity" ? 1 : int.MaxValue;
        foreach (int operand in flow.OperandsOf(point)[..Math.Min(content, flow.Points[point].Operands)])
        {
            (bool IsUniform, double Largest) one = Of(operand, depth + 1);
            uniform &= one.IsUniform && (name is not ("Concat" or "Where") || double.IsNaN(first) || one.Largest.Equals(first));
            largest = double.IsNaN(first) ? one.Largest : multiplies ? largest * one.Largest : Math.Max(largest, one.Largest);
            first = one.Largest;
        }

        return (uniform, largest);
    }

    private (bool, double) OfConstant(in NodeRow node)
    {
        for (int row = node.FirstAttribute; row >= 0; row = context.Model.Attributes[row].Next)
        {
            AttributeRow attribute = context.Model.Attributes[row];
            if (attribute.Tensor >= 0)
            {
                return OfTensor(attribute.Tensor);
            }

            if (context.Model.Names.Is(attribute.Name, "value_float"u8))
            {
                return (true, Math.Abs(attribute.Float));
            }

            if (context.Model.Names.Is(attribute.Name, "value_int"u8))
            {
                return (true, Math.Abs((double)attribute.Integer));
            }

            // A runtime reads what the name says, whatever type is stated.
            bool isFloat = context.Model.Names.Is(attribute.Name, "value_floats"u8);
            long[] numbers = (isFloat ? context.Model.FloatsOf(attribute) : context.Model.IntegersOf(attribute)).ToArray();
            if (numbers.Length > 0)
            {
                return (numbers.Distinct().Count() == 1, numbers.Max(number => isFloat ? Math.Abs(BitConverter.Int32BitsToSingle((int)number)) : Math.Abs((double)number)));
            }
        }

        return (false, 1);
    }

    /// <summary>Elements of a constant that stands by itself; 0 when that is not known.</summary>
    internal double Count(int point)
    {
        FlowPoint made = flow.Points[point];
        if (made.Kind == FlowKind.Tensor)
        {
            return Math.Max(0, context.Model.Tensors[made.Row].Elements);
        }

        NodeRow node = context.Model.Nodes[made.Row];
        int attribute = context.Model.Attribute(node, "value"u8);
        return attribute >= 0 && context.Model.Attributes[attribute].Tensor >= 0
            ? Math.Max(0, context.Model.Tensors[context.Model.Attributes[attribute].Tensor].Elements)
            : node.FirstAttribute >= 0 ? context.Model.Attributes[node.FirstAttribute].NumbersKept : 0;
    }
}
