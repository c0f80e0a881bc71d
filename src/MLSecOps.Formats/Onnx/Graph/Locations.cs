using System.Globalization;
using System.Text;

namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>Names places in a model as paths that a person can follow: <c>graph/If_12/then_branch/node[3]</c>.</summary>
/// <remarks>A node is called by its own name, or <c>OPERATOR[ordinal]</c> when it has none. Names are the model's: escape before printing.</remarks>
public static class Locations
{
    private const int NameLength = 80;

    /// <summary>The path of a place.</summary>
    public static string Of(ModelTables model, ModelPlace place) => place.Kind switch
    {
        PlaceKind.Graph => OfGraph(model, place.Row),
        PlaceKind.Node => OfNode(model, place.Row),
        PlaceKind.Attribute => OfAttribute(model, place.Row),
        PlaceKind.Tensor => OfTensor(model, place.Row),
        PlaceKind.Function => OfFunction(model, place.Row),
        _ => "model",
    };

    /// <summary>The path of a node.</summary>
    public static string OfNode(ModelTables model, int row)
    {
        NodeRow node = model.Nodes[row];
        return $"{OfGraph(model, node.Graph)}/{NodeName(model, node)}";
    }

    /// <summary>What a node is called inside its graph.</summary>
    public static string NodeName(ModelTables model, in NodeRow node) => node.Name != NameTable.None
        ? Name(model, node.Name)
        : string.Create(CultureInfo.InvariantCulture, $"{Name(model, node.Operator)}[{node.Ordinal}]");

    /// <summary>The path of a graph.</summary>
    public static string OfGraph(ModelTables model, int row)
    {
        GraphTable graph = model.Graphs[row];
        return graph.Kind switch
        {
            GraphKind.Main => "graph",
            GraphKind.TrainingInitialization => string.Create(CultureInfo.InvariantCulture, $"training_info[{graph.Ordinal}]/initialization"),
            GraphKind.TrainingAlgorithm => string.Create(CultureInfo.InvariantCulture, $"training_info[{graph.Ordinal}]/algorithm"),
            GraphKind.Function => OfFunction(model, graph.Parent),
            _ => OfAttribute(model, graph.Parent) + Index(graph.Ordinal),
        };
    }

    /// <summary>The path of a tensor.</summary>
    public static string OfTensor(ModelTables model, int row)
    {
        TensorRow tensor = model.Tensors[row];
        string owner = Of(model, tensor.Owner);
        return tensor.Owner.Kind != PlaceKind.Graph ? owner + Index(tensor.Ordinal)
            : tensor.Name != NameTable.None && !IsSparse(model, tensor.Owner.Row, row) ? $"{owner}/initializer/{Name(model, tensor.Name)}"
            : IsSparse(model, tensor.Owner.Row, row) ? $"{owner}/sparse_initializer{Index(tensor.Ordinal)}"
            : $"{owner}/initializer{Index(tensor.Ordinal)}";
    }

    /// <summary>A name, cut where it is too long to be read.</summary>
    public static string Name(ModelTables model, int name)
    {
        // So many bytes are at least as many characters as are shown.
        ReadOnlySpan<byte> bytes = model.Names.Bytes(name);
        string text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, NameLength * 4)]);
        return bytes.Length <= NameLength * 4 && text.Length <= NameLength ? text : text[..NameLength] + "…";
    }

    private static string OfAttribute(ModelTables model, int row)
    {
        AttributeRow attribute = model.Attributes[row];
        string owner = attribute.Node >= 0 ? OfNode(model, attribute.Node) : OfFunction(model, attribute.Function) + "/attribute_proto";
        return $"{owner}/{Name(model, attribute.Name)}";
    }

    private static string OfFunction(ModelTables model, int row)
    {
        FunctionTable function = model.Functions[row];
        return $"functions/{(function.Domain == NameTable.None ? string.Empty : Name(model, function.Domain) + ":")}{Name(model, function.Name)}";
    }

    private static bool IsSparse(ModelTables model, int graph, int tensor) => model.Tensors[tensor].Ordinal is >= 0 and int ordinal
        && ordinal < model.Graphs[graph].Sparse.Count && (model.Graphs[graph].Sparse[ordinal].Values == tensor || model.Graphs[graph].Sparse[ordinal].Indices == tensor);

    private static string Index(int ordinal) => ordinal < 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"[{ordinal}]");
}
