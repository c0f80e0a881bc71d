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

/// <summary>What a graph is.</summary>
public enum GraphKind
{
    /// <summary>The model's graph.</summary>
    Main = 0,

    /// <summary>A graph in an attribute, such as a branch of If.</summary>
    Nested,

    /// <summary>The body of a function.</summary>
    Function,

    /// <summary>training_info's initialization.</summary>
    TrainingInitialization,

    /// <summary>training_info's algorithm.</summary>
    TrainingAlgorithm,
}

/// <summary>A sparse tensor: rows of its two tensors (-1 for none) and its dimensions in <see cref="ModelTables.Numbers"/>.</summary>
public readonly record struct SparseRow(int Values, int Indices, int FirstDimension, int Dimensions);

/// <summary>A function that the model defines.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Domain">Its domain.</param>
/// <param name="Overload">Which of several of that name.</param>
/// <param name="Body">Its graph.</param>
/// <param name="Attributes">Names of attributes without a default.</param>
/// <param name="FirstDefault">First attribute with a default, or -1.</param>
/// <param name="Opsets">Operator sets that it imports.</param>
public sealed record FunctionTable(int Name, int Domain, int Overload, int Body, IReadOnlyList<int> Attributes, int FirstDefault, IReadOnlyList<OpsetRow> Opsets);
