namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>Finds where a name stands, so that it can be pointed at.</summary>
internal static class NamePlace
{
    /// <summary>The first place that has the name: a tensor, node, attribute, function or graph; else the model itself, which has names such as the producer's. O(rows).</summary>
    internal static ModelPlace Of(ModelTables model, int name)
    {
        int row = model.Tensors.FindIndex(tensor => tensor.Name == name);
        if (row >= 0)
        {
            return new ModelPlace(PlaceKind.Tensor, row);
        }

        row = model.Nodes.FindIndex(node => node.Name == name || node.Operator == name || node.Domain == name || node.Overload == name || model.Inputs(node).Contains(name) || model.Outputs(node).Contains(name));
        if (row >= 0)
        {
            return new ModelPlace(PlaceKind.Node, row);
        }

        row = model.Attributes.FindIndex(attribute => attribute.Name == name || attribute.Reference == name);
        if (row >= 0)
        {
            return new ModelPlace(PlaceKind.Attribute, row);
        }

        row = model.Functions.FindIndex(function => function.Name == name || function.Domain == name || function.Overload == name || function.Attributes.Contains(name));
        if (row >= 0)
        {
            return new ModelPlace(PlaceKind.Function, row);
        }

        row = model.Graphs.FindIndex(graph => graph.Name == name || graph.Inputs.Exists(value => value.Name == name) || graph.Outputs.Exists(value => value.Name == name) || graph.Stated.Exists(value => value.Name == name));
        return row >= 0 ? new ModelPlace(PlaceKind.Graph, row) : default;
    }
}
