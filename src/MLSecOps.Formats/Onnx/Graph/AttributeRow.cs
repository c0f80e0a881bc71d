namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>An attribute of a node, or a default of a function.</summary>
public struct AttributeRow
{
    /// <summary>The node; -1 for the default of a function.</summary>
    public int Node { get; internal set; }

    /// <summary>Name, and the name of the function's attribute that gives the value; 0 for none.</summary>
    public int Name { get; internal set; }

    /// <inheritdoc cref="Name"/>
    public int Reference { get; internal set; }

    /// <summary>The next attribute of the same owner; -1 for none.</summary>
    public int Next { get; internal set; }

    /// <summary>Stated type (onnx.proto, AttributeType); 0 when not stated.</summary>
    public int Type { get; internal set; }

    /// <summary>Value of <c>i</c>.</summary>
    public long Integer { get; internal set; }

    /// <summary>Value of <c>f</c>.</summary>
    public float Float { get; internal set; }

    /// <summary>Value of <c>s</c>: offset and bytes in the file; <see cref="TextLength"/> is -1 when there is none.</summary>
    public long TextStart { get; internal set; }

    /// <summary>Bytes of <c>s</c>.</summary>
    public int TextLength { get; internal set; }

    /// <summary>Value of <c>t</c>: a tensor, or -1.</summary>
    public int Tensor { get; internal set; }

    /// <summary>Value of <c>g</c>: a graph, or -1. Graphs of <c>graphs</c> name this attribute as their parent.</summary>
    public int Graph { get; internal set; }

    /// <summary>Values of <c>ints</c>, or of <c>floats</c> as their bits: first entry of <see cref="ModelTables.Numbers"/> and how many were kept.</summary>
    public int FirstNumber { get; internal set; }

    /// <inheritdoc cref="FirstNumber"/>
    public int NumbersKept { get; internal set; }

    /// <summary>How many values <c>ints</c>, <c>floats</c>, <c>strings</c>, <c>tensors</c> and <c>graphs</c> have together.</summary>
    public int Count { get; internal set; }
}
