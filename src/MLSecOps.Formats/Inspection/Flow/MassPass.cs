using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>How many learned parameters lie before and after each point: what tells the network from what is built around it.</summary>
internal sealed class MassPass
{
    /// <summary>What has no more weights than this may be a filter for a trigger; what has more learned to decide.</summary>
    internal const double FilterParameters = 32;

    private const int MostAsked = 64;

    private readonly ModelTables _model;
    private readonly FlowGraph _flow;
    private readonly OperatorKind[] _kinds;
    private int _asked;

    internal MassPass(InspectionContext context, FlowGraph flow, ConstantContent constants)
    {
        (_model, _flow) = (context.Model, flow);
        int count = flow.Points.Count;
        (Own, Before, After) = (new double[count], new double[count], new double[count]);
        (IsConstant, Counts, Last, _kinds) = (new bool[count], new double[count], new int[count], new OperatorKind[count]);
        for (int point = 0; point < count; point++)
        {
            Forward(point, constants);
        }

        foreach (int output in flow.Outputs)
        {
            Total = output < 0 ? Total : Math.Max(Total, Before[output]);
        }

        for (int point = count - 1; point >= 0; point--)
        {
            foreach (int operand in flow.OperandsOf(point))
            {
                if (operand >= 0)
                {
                    After[operand] = Math.Max(After[operand], After[point] + Own[point]);
                }
            }
        }
    }

    /// <summary>Parameters that a point itself applies.</summary>
    internal double[] Own { get; }

    /// <summary>Most parameters on a path from an input to a point, its own included.</summary>
    internal double[] Before { get; }

    /// <summary>Most parameters on a path from a point to the end, its own left out.</summary>
    internal double[] After { get; }

    /// <summary>Whether a point follows from constants.</summary>
    internal bool[] IsConstant { get; }

    /// <summary>Elements of constant points.</summary>
    internal double[] Counts { get; }

    /// <summary>The last point that applied parameters, on the path with most of them; -1 for none. Two points that share it hold the same answer.</summary>
    internal int[] Last { get; }

    /// <summary>Most parameters on a path to an output.</summary>
    internal double Total { get; }

    /// <summary>What a point does.</summary>
    internal OperatorKind KindOf(int point) => _kinds[point];

    /// <summary>Whether a point has a fair part of the network behind it.</summary>
    internal bool IsDeep(int point) => Before[point] >= 0.25 * Total && Total > 0;

    /// <summary>Whether more was learned before a point than a filter for a trigger needs.</summary>
    internal bool IsLearned(int point) => Before[point] > FilterParameters;

    /// <summary>Whether no other part of the network is added to what a merge gives: it is the whole answer, not one expert's. O(points); after <see cref="MostAsked"/> times it is taken to be.</summary>
    internal bool IsAlone(Merge merge)
    {
        if (++_asked > MostAsked)
        {
            return true;
        }

        bool[] reached = new bool[_flow.Points.Count];
        reached[merge.Point] = true;
        for (int point = merge.Point + 1; point < reached.Length; point++)
        {
            bool other = false;
            foreach (int operand in _flow.OperandsOf(point))
            {
                reached[point] |= operand >= 0 && reached[operand];
                other |= operand >= 0 && !reached[operand] && IsLearned(operand) && Last[operand] != Last[merge.Clean];
            }

            if (reached[point] && other && _kinds[point] == OperatorKind.Mix)
            {
                return false;
            }
        }

        return true;
    }

    private void Forward(int point, ConstantContent constants)
    {
        FlowPoint made = _flow.Points[point];
        Last[point] = -1;
        if (made.Kind == FlowKind.Tensor)
        {
            (IsConstant[point], Counts[point]) = (true, constants.Count(point));
            return;
        }

        if (made.Kind == FlowKind.Input)
        {
            return;
        }

        ReadOnlySpan<int> operands = _flow.OperandsOf(point);
        bool constant = made.Kind is FlowKind.Node or FlowKind.Branch or FlowKind.Places;
        double before = 0, count = 0;
        foreach (int operand in operands)
        {
            if (operand >= 0)
            {
                constant &= IsConstant[operand];
                Last[point] = Before[operand] > before ? Last[operand] : Last[point];
                before = Math.Max(before, Before[operand]);
                count = Math.Max(count, Counts[operand]);
            }
        }

        _kinds[point] = made.Kind == FlowKind.Places ? OperatorKind.Position : OperatorKind.Mix;
        if (made.Kind == FlowKind.Node)
        {
            string name = _model.Names.Text(_model.Nodes[made.Row].Operator);
            _kinds[point] = OperatorKinds.Of(name);
            constant &= _kinds[point] != OperatorKind.Random;
            count = name is "Constant" or "ConstantOfShape" ? Math.Max(count, constants.Count(point)) : count;
            Own[point] = constant ? 0 : Weights(point, operands, constants);
        }

        Last[point] = Own[point] > 0 ? point : Last[point];
        (IsConstant[point], Counts[point], Before[point]) = (constant, constant ? count : 0, constant ? 0 : before + Own[point]);
    }

    private double Weights(int point, ReadOnlySpan<int> operands, ConstantContent constants)
    {
        NodeRow node = _model.Nodes[_flow.Points[point].Row];
        if (_kinds[point] == OperatorKind.Select || (operands.Length > 0 && operands[0] >= 0 && _kinds[operands[0]] == OperatorKind.OneHot))
        {
            // An embedding: of its table only the rows that are looked up are applied.
            operands = _kinds[point] == OperatorKind.Select || operands.Length < 2 ? operands : operands[1..];
            return operands.Length > 0 && operands[0] >= 0 && IsConstant[operands[0]] ? Counts[operands[0]] / Math.Max(1, Rows(operands[0])) : 0;
        }

        if (_kinds[point] != OperatorKind.Learned)
        {
            return 0;
        }

        double sum = 0;
        foreach (int operand in operands)
        {
            // A matrix of one row is a factor for each output, not a layer; one of one column is a filter, however long.
            sum += operand < 0 || !IsConstant[operand] || (Rank(operand) == 2 && Rows(operand) <= 1) ? 0
                : Rank(operand) <= 2 && Columns(operand) == 1 ? Math.Min(Counts[operand], FilterParameters)
                : Counts[operand];
        }

        for (int row = node.FirstAttribute; row >= 0; row = _model.Attributes[row].Next)
        {
            // ONNX-ML keeps what was learned in attributes.
            sum += _model.Attributes[row].Count > 4 ? _model.Attributes[row].Count : 0;
        }

        return sum;
    }

    /// <summary>Last dimension of a constant that stands by itself; -1 when not known.</summary>
    internal long LastDimension(int point) => TensorOf(point) is >= 0 and int row && _model.Tensors[row].Dimensions > 0 ? _model.Dimensions(_model.Tensors[row])[^1] : -1;

    private double Rows(int point) => TensorOf(point) is >= 0 and int row && _model.Tensors[row].Dimensions > 0 ? _model.Dimensions(_model.Tensors[row])[0] : 2;

    private long Columns(int point) => Rank(point) == 1 ? 1 : LastDimension(point);

    private int Rank(int point) => TensorOf(point) is >= 0 and int row ? _model.Tensors[row].Dimensions : -1;

    private int TensorOf(int point)
    {
        FlowPoint made = _flow.Points[point];
        return made.Kind == FlowKind.Tensor ? made.Row
            : made.Kind == FlowKind.Node && _model.Attribute(_model.Nodes[made.Row], "value"u8) is >= 0 and int attribute ? _model.Attributes[attribute].Tensor
            : -1;
    }
}
