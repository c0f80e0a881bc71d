using System.Globalization;
using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Onnx.Graph;

namespace MLSecOps.Formats.Tests.Onnx;

/// <summary>Says in lines what a walk has read, in the words of <c>read_models.py</c>.</summary>
internal sealed class ModelListing
{
    private const int Text = 64;

    private readonly ModelTables _model;
    private readonly IByteSource _source;
    private readonly ILookup<int, int> _tensorsOfAttributes;
    private readonly List<string> _lines = [];

    private ModelListing(ModelTables model, IByteSource source)
    {
        (_model, _source) = (model, source);
        _tensorsOfAttributes = Enumerable.Range(0, model.Tensors.Count).Where(row => model.Tensors[row].Owner.Kind == PlaceKind.Attribute).ToLookup(row => model.Tensors[row].Owner.Row);
    }

    /// <summary>The lines of a model.</summary>
    internal static IReadOnlyList<string> Of(ModelTables model, IByteSource source)
    {
        var listing = new ModelListing(model, source);
        listing.ListModel();
        return listing._lines;
    }

    private void ListModel()
    {
        Add($"model ir={_model.IrVersion} producer={Hex(_model.Producer)} version={Hex(_model.ProducerVersion)} opsets={Opsets(_model.Opsets)}");
        if (_model.Main >= 0)
        {
            ListGraph(_model.Graphs[_model.Main]);
        }

        foreach (FunctionTable function in _model.Functions)
        {
            GraphTable body = _model.Graphs[function.Body];
            Add($"function {Hex(function.Name)} domain={Hex(function.Domain)} in={Names(body.Inputs)} out={Names(body.Outputs)} attributes={string.Join(',', function.Attributes.Select(Hex))} opsets={Opsets(function.Opsets)} nodes={body.Nodes.Count}");
            ListNodes(body);
            Add("end");
        }

        foreach (GraphTable graph in _model.Graphs.Where(graph => graph.Kind is GraphKind.TrainingInitialization or GraphKind.TrainingAlgorithm).OrderBy(graph => graph.Ordinal).ThenBy(graph => graph.Kind))
        {
            Add(graph.Kind == GraphKind.TrainingInitialization ? "training initialization" : "training algorithm");
            ListGraph(graph);
        }
    }

    private void ListGraph(GraphTable graph)
    {
        Add($"graph {Hex(graph.Name)} nodes={graph.Nodes.Count}");
        ListNodes(graph);
        _lines.AddRange(graph.Initializers.Select(Tensor));
        foreach (SparseRow sparse in graph.Sparse)
        {
            Add($"sparse dims={Numbers(_model.Numbers.Skip(sparse.FirstDimension).Take(sparse.Dimensions))}");
            _lines.AddRange(new[] { sparse.Values, sparse.Indices }.Where(row => row >= 0).Select(Tensor));
        }

        _lines.AddRange(graph.Inputs.Select(value => Value("input", value)));
        _lines.AddRange(graph.Outputs.Select(value => Value("output", value)));
        _lines.AddRange(graph.Stated.Select(value => Value("stated", value)));
        Add("end");
    }

    private void ListNodes(GraphTable graph)
    {
        foreach (NodeRow node in graph.Nodes.Select(row => _model.Nodes[row]))
        {
            Add($"node {Hex(node.Operator)} domain={Hex(node.Domain)} name={Hex(node.Name)} in={Names(_model.Inputs(node))} out={Names(_model.Outputs(node))}");
            for (int row = node.FirstAttribute; row >= 0; row = _model.Attributes[row].Next)
            {
                ListAttribute(row);
            }
        }
    }

    private void ListAttribute(int row)
    {
        AttributeRow attribute = _model.Attributes[row];
        Add($"attribute {Hex(attribute.Name)} type={attribute.Type} i={attribute.Integer} f={Bits(attribute.Float)} s={Content(attribute)} ref={Hex(attribute.Reference)} count={attribute.Count} ints={Numbers([.. _model.IntegersOf(attribute)])} floats={Floats(_model.FloatsOf(attribute))}");
        _lines.AddRange(_tensorsOfAttributes[row].Select(Tensor).Order(StringComparer.Ordinal));
        // The single graph has no ordinal and stands first, wherever the file has it.
        foreach (GraphTable graph in _model.GraphsOf(row).Select(inner => _model.Graphs[inner]).OrderBy(graph => graph.Ordinal))
        {
            ListGraph(graph);
        }
    }

    private string Content(in AttributeRow attribute)
    {
        if (attribute.TextLength < 0)
        {
            return "-";
        }

        byte[] bytes = new byte[Math.Min(Text, attribute.TextLength)];
        return $"{attribute.TextLength}:{Convert.ToHexStringLower(bytes.AsSpan(0, _source.Read(attribute.TextStart, bytes)))}";
    }

    private string Tensor(int row)
    {
        TensorRow tensor = _model.Tensors[row];
        List<string> external = [];
        for (int entry = tensor.FirstExternal; entry >= 0; entry = _model.ExternalEntries[entry].Next)
        {
            external.Insert(0, $"{Hex(_model.ExternalEntries[entry].Key)}={Hex(_model.ExternalEntries[entry].Value)}");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"tensor {Hex(tensor.Name)} type={tensor.DataType} dims={Numbers([.. _model.Dimensions(tensor)])} raw={tensor.RawLength} typed={tensor.TypedCount} place={tensor.Location} segment={(tensor.Segment ? 1 : 0)} external={string.Join(',', external)}");
    }

    private string Value(string kind, ValueRow value) =>
        value.Kind == 0 ? $"{kind} {Hex(value.Name)}"
        : value.Kind is not (1 or 8) ? $"{kind} {Hex(value.Name)} kind={value.Kind}"
        : $"{kind} {Hex(value.Name)} kind={value.Kind} type={value.DataType} dims={(value.Dimensions < 0 ? "-" : string.Join(',', _model.Dimensions(value).ToArray().Select(Dimension)))}";

    private string Dimension(long dimension) => dimension <= -2 ? $"'{Hex((int)(-2 - dimension))}" : dimension.ToString(CultureInfo.InvariantCulture);

    private string Opsets(IEnumerable<OpsetRow> opsets) => string.Join(',', opsets.Select(opset => $"{Hex(opset.Domain)}={opset.Version}"));

    private string Names(ReadOnlySpan<int> names) => string.Join(',', names.ToArray().Select(Hex));

    private string Names(IEnumerable<ValueRow> values) => string.Join(',', values.Select(value => Hex(value.Name)));

    private string Hex(int name) => Convert.ToHexStringLower(_model.Names.Bytes(name));

    private static string Numbers(IEnumerable<long> numbers) => string.Join(',', numbers);

    private static string Floats(ReadOnlySpan<long> bits) => string.Join(',', bits.ToArray().Select(value => Bits(BitConverter.UInt32BitsToSingle((uint)value))));

    private static string Bits(float value) => float.IsNaN(value) ? "nan" : BitConverter.SingleToUInt32Bits(value).ToString("x8", CultureInfo.InvariantCulture);

    private void Add(string line) => _lines.Add(line);
}
