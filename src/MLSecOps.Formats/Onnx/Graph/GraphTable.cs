namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>A graph: the main one, one in an attribute, a function's body, or one for training.</summary>
/// <param name="kind">What it is.</param>
/// <param name="parent">The attribute or function that holds it; -1 for the main graph and those for training.</param>
/// <param name="ordinal">Its place among the graphs of its attribute, or among the training infos.</param>
public sealed class GraphTable(GraphKind kind, int parent, int ordinal)
{
    /// <summary>What it is.</summary>
    public GraphKind Kind { get; } = kind;

    /// <summary>The attribute or function that holds it, or -1.</summary>
    public int Parent { get; } = parent;

    /// <summary>Its place among its like.</summary>
    public int Ordinal { get; } = ordinal;

    /// <summary>Its name.</summary>
    public int Name { get; internal set; }

    /// <summary>Rows of its nodes, in the order of the file.</summary>
    public List<int> Nodes { get; } = [];

    /// <summary>Rows of its initialisers.</summary>
    public List<int> Initializers { get; } = [];

    /// <summary>Its sparse initialisers.</summary>
    public List<SparseRow> Sparse { get; } = [];

    /// <summary>Its inputs; those of a function have a name only.</summary>
    public List<ValueRow> Inputs { get; } = [];

    /// <summary>Its outputs.</summary>
    public List<ValueRow> Outputs { get; } = [];

    /// <summary>Stated types of other values.</summary>
    public List<ValueRow> Stated { get; } = [];
}
