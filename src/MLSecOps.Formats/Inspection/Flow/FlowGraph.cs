namespace MLSecOps.Formats.Inspection.Flow;

/// <summary>What a point of the data flow is.</summary>
internal enum FlowKind : byte
{
    /// <summary>An input of the model.</summary>
    Input,

    /// <summary>An initialiser; its row is a tensor's.</summary>
    Tensor,

    /// <summary>A node.</summary>
    Node,

    /// <summary>What If gives: operands are condition, then, else.</summary>
    Branch,

    /// <summary>What Loop gives: operands are count, condition at the start, initial value (or -1), the body's value, and perhaps the condition that the body gives.</summary>
    Repeat,

    /// <summary>The places that TopK gives beside the values, which are its operand.</summary>
    Places,

    /// <summary>A value whose maker cannot be followed.</summary>
    Unknown,
}

/// <summary>A point of the data flow: all outputs of one node, evaluated in one context (a function's body once for each call).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Row">Row of the node or tensor; for an input its place among the inputs.</param>
/// <param name="FirstOperand">First of its operands.</param>
/// <param name="Operands">How many; -1 stands for one that is left out.</param>
internal readonly record struct FlowPoint(FlowKind Kind, int Row, int FirstOperand, int Operands);

/// <summary>The data flow of a model with functions and nested graphs put in their place. Points stand in an order in which every operand comes before its use.</summary>
internal sealed class FlowGraph
{
    /// <summary>Points in order.</summary>
    internal List<FlowPoint> Points { get; } = [];

    /// <summary>Operands of all points.</summary>
    internal List<int> Operands { get; } = [];

    /// <summary>Points of the main graph's outputs, in their order; -1 for one that nothing makes.</summary>
    internal List<int> Outputs { get; } = [];

    /// <summary>Whether the model is larger than what is followed.</summary>
    internal bool IsCut { get; set; }

    internal ReadOnlySpan<int> OperandsOf(int point) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Operands).Slice(Points[point].FirstOperand, Points[point].Operands);

    internal int Add(FlowKind kind, int row, ReadOnlySpan<int> operands)
    {
        Points.Add(new FlowPoint(kind, row, Operands.Count, operands.Length));
        Operands.AddRange(operands);
        return Points.Count - 1;
    }
}
