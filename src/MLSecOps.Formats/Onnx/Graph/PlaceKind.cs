namespace MLSecOps.Formats.Onnx.Graph;

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
