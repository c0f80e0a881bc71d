using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Inspection;

/// <summary>Finds the function that a node calls.</summary>
internal sealed class FunctionIndex
{
    private readonly Dictionary<(int Domain, int Name, int Overload), int> _functions = [];

    internal FunctionIndex(ModelTables model)
    {
        for (int row = 0; row < model.Functions.Count; row++)
        {
            FunctionTable function = model.Functions[row];
            _functions.TryAdd((function.Domain, function.Name, function.Overload), row);
        }
    }

    /// <summary>The function's row; -1 when the node is an operator.</summary>
    internal int Of(in NodeRow node) => _functions.GetValueOrDefault((node.Domain, node.Operator, node.Overload), -1);
}
