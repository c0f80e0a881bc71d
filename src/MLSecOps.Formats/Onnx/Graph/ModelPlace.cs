namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>A place in the model: a kind and the number of the row.</summary>
public readonly record struct ModelPlace(PlaceKind Kind, int Row);

/// <summary>What a place is.</summary>
public enum PlaceKind
{
    /// <summary>The model itself.</summary>
    Model = 0,

    /// <summary>A graph.</summary>
    Graph,

    /// <summary>A node.</summary>
    Node,

    /// <summary>An attribute.</summary>
    Attribute,

    /// <summary>A tensor.</summary>
    Tensor,

    /// <summary>A function.</summary>
    Function,

    /// <summary>A sparse tensor: the row is that of its values.</summary>
    SparseTensor,
}
