namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>An attribute of a node, or a default of a function.</summary>
public struct AttributeRow
{
    /// <summary>The node; -1 for the default of a function.</summary>
    public int Node { get; internal set; }

    /// <summary>The function whose default it is; -1 for the attribute of a node.</summary>
    public int Function { get; internal set; }

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

    /// <summary>First entry of <see cref="ModelTables.Numbers"/>: the kept values of <c>ints</c>, and behind them those of <c>floats</c> as their bits.</summary>
    public int FirstNumber { get; internal set; }

    /// <summary>How many values of <c>ints</c> were kept.</summary>
    public int IntegersKept { get; internal set; }

    /// <summary>How many values of <c>floats</c> were kept.</summary>
    public int FloatsKept { get; internal set; }

    /// <summary>How many were kept of the one that counts, see <see cref="ModelTables.NumbersOf"/>.</summary>
    public readonly int NumbersKept => MeansFloats ? FloatsKept : IntegersKept;

    /// <summary>How many values <c>ints</c>, <c>floats</c>, <c>strings</c>, <c>tensors</c> and <c>graphs</c> have together.</summary>
    public int Count { get; internal set; }

    /// <summary>Whether <c>floats</c> are its value and not <c>ints</c>: by the stated type (onnx.proto, AttributeType FLOATS), as runtimes take it, or because there is nothing else.</summary>
    internal readonly bool MeansFloats => Type == 6 || IntegersKept == 0;
}
