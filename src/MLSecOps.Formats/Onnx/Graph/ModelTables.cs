using System.Runtime.InteropServices;

namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>A model as tables of rows: everything but the weights, in memory proportional to the graph. All of it is untrusted.</summary>
public sealed class ModelTables
{
    private readonly Dictionary<int, List<int>> _graphsOfAttributes = [];

    internal ModelTables()
    {
    }

    /// <summary>All names.</summary>
    public NameTable Names { get; } = new();

    /// <summary>Version of the format; 0 when not stated.</summary>
    public long IrVersion { get; internal set; }

    /// <summary>Names of the tool that wrote it and of its version.</summary>
    public int Producer { get; internal set; }

    /// <summary>Version of that tool.</summary>
    public int ProducerVersion { get; internal set; }

    /// <summary>The main graph's row in <see cref="Graphs"/>, or -1 when there is none.</summary>
    public int Main { get; internal set; } = -1;

    /// <summary>Operator sets that the model imports.</summary>
    public List<OpsetRow> Opsets { get; } = [];

    /// <summary>Graphs.</summary>
    public List<GraphTable> Graphs { get; } = [];

    /// <summary>Functions.</summary>
    public List<FunctionTable> Functions { get; } = [];

    /// <summary>Nodes.</summary>
    public List<NodeRow> Nodes { get; } = [];

    /// <summary>Names of inputs and outputs of nodes.</summary>
    public List<int> Links { get; } = [];

    /// <summary>Attributes.</summary>
    public List<AttributeRow> Attributes { get; } = [];

    /// <summary>Tensors.</summary>
    public List<TensorRow> Tensors { get; } = [];

    /// <summary>Entries of external_data.</summary>
    public List<ExternalEntry> ExternalEntries { get; } = [];

    /// <summary>Dimensions and attribute numbers.</summary>
    public List<long> Numbers { get; } = [];

    /// <summary>Free texts.</summary>
    public List<TextRow> Texts { get; } = [];

    /// <summary>Texts of tensors and lists that were not kept: <see cref="WalkLimits.TextElements"/>.</summary>
    public int TextsLeftOff { get; internal set; }

    /// <summary>Sparse tensors of attributes and what they belong to; those of graphs are in <see cref="GraphTable.Sparse"/>.</summary>
    public List<(SparseRow Sparse, ModelPlace Owner)> SparseAttributes { get; } = [];

    /// <summary>Peculiarities of the encoding, at most <see cref="WalkLimits.Oddities"/>.</summary>
    public List<OddityRow> Oddities { get; } = [];

    /// <summary>All peculiarities, those not kept included.</summary>
    public int OddityCount { get; internal set; }

    /// <summary>Varints in a longer form than needed: legal, and never written by an honest writer.</summary>
    public int PaddedVarints { get; internal set; }

    /// <summary>Offset of the first of them, or -1.</summary>
    public long FirstPadded { get; internal set; } = -1;

    /// <summary>Bytes of the file that are weights: raw data and packed numbers.</summary>
    public long WeightBytes { get; internal set; }

    /// <summary>Bytes of the file.</summary>
    public long FileBytes { get; internal set; }

    /// <summary>Names of a node's inputs; 0 for one that is left out.</summary>
    public ReadOnlySpan<int> Inputs(in NodeRow node) => CollectionsMarshal.AsSpan(Links).Slice(node.FirstLink, node.Inputs);

    /// <summary>Names of a node's outputs.</summary>
    public ReadOnlySpan<int> Outputs(in NodeRow node) => CollectionsMarshal.AsSpan(Links).Slice(node.FirstLink + node.Inputs, node.Outputs);

    /// <summary>Dimensions of a tensor.</summary>
    public ReadOnlySpan<long> Dimensions(in TensorRow tensor) => Slice(tensor.FirstDimension, tensor.Dimensions);

    /// <summary>Stated dimensions of a value; empty when none are stated.</summary>
    public ReadOnlySpan<long> Dimensions(in ValueRow value) => Slice(value.FirstDimension, Math.Max(0, value.Dimensions));

    /// <summary>Kept values of an attribute's <c>ints</c>, or of its <c>floats</c> as their bits. Of an attribute that has both, those that its stated type means: a runtime reads the others as little.</summary>
    public ReadOnlySpan<long> NumbersOf(in AttributeRow attribute) => attribute.MeansFloats ? FloatsOf(attribute) : IntegersOf(attribute);

    /// <summary>Kept values of an attribute's <c>ints</c>.</summary>
    public ReadOnlySpan<long> IntegersOf(in AttributeRow attribute) => Slice(attribute.FirstNumber, attribute.IntegersKept);

    /// <summary>Kept values of an attribute's <c>floats</c>, as their bits.</summary>
    public ReadOnlySpan<long> FloatsOf(in AttributeRow attribute) => Slice(attribute.FirstNumber + attribute.IntegersKept, attribute.FloatsKept);

    /// <summary>An attribute of a node by its name; -1 when it has none. Of several the last one, as parsers that build a map do.</summary>
    public int Attribute(in NodeRow node, ReadOnlySpan<byte> name)
    {
        int found = -1;
        for (int row = node.FirstAttribute; row >= 0; row = Attributes[row].Next)
        {
            found = Names.Is(Attributes[row].Name, name) ? row : found;
        }

        return found;
    }

    /// <summary>Graphs that an attribute holds, in order.</summary>
    public IEnumerable<int> GraphsOf(int attribute) => _graphsOfAttributes.TryGetValue(attribute, out List<int>? graphs) ? graphs : [];

    internal void AddGraphOf(int attribute, int graph)
    {
        if (!_graphsOfAttributes.TryGetValue(attribute, out List<int>? graphs))
        {
            _graphsOfAttributes.Add(attribute, graphs = []);
        }

        graphs.Add(graph);
    }


    private ReadOnlySpan<long> Slice(int first, int count) => CollectionsMarshal.AsSpan(Numbers).Slice(first, count);
}
