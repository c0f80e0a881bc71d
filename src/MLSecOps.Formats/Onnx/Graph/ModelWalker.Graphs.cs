using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Onnx.Graph;

/// <content>Graphs, functions, nodes and attributes.</content>
public sealed partial class ModelWalker
{
    private int _values;
    private long _packed;

    private int AddGraph(GraphTable graph, long offset)
    {
        Require(_tables.Graphs.Count, WalkLimits.Graphs, "graphs", offset);
        _tables.Graphs.Add(graph);
        return _tables.Graphs.Count - 1;
    }

    private void ReadGraph(int row, WireField message, int depth)
    {
        Enter(message, depth);
        GraphTable graph = _tables.Graphs[row];
        var place = new ModelPlace(PlaceKind.Graph, row);
        long position = message.Start;
        ulong seen = 0;
        int ordinal = 0;
        while (Next(OnnxMessage.Graph, place, ref position, message.End, depth, ref seen, out WireField field, out FieldSchema schema))
        {
            switch (field.Number)
            {
                case 1:
                    ReadNode(row, field, depth + 1);
                    break;
                case 2:
                    graph.Name = Name(field);
                    break;
                case 5:
                    int tensor = -1;
                    ReadTensor(ref tensor, place, graph.Initializers.Count, field, depth + 1);
                    graph.Initializers.Add(tensor);
                    break;
                case 11:
                    AddValue(graph.Inputs, place, field, depth + 1);
                    break;
                case 12:
                    AddValue(graph.Outputs, place, field, depth + 1);
                    break;
                case 13:
                    AddValue(graph.Stated, place, field, depth + 1);
                    break;
                case 15:
                    SparseRow sparse = EmptySparse;
                    ReadSparse(ref sparse, place, graph.Sparse.Count, field, depth + 1);
                    graph.Sparse.Add(sparse);
                    break;
                default:
                    ReadOther(place, schema, field, ordinal++, depth);
                    break;
            }
        }
    }

    private void ReadFunction(WireField message, int depth)
    {
        Enter(message, depth);
        int row = _tables.Functions.Count;
        var place = new ModelPlace(PlaceKind.Function, row);
        int body = AddGraph(new GraphTable(GraphKind.Function, row, row), message.Start);
        List<int> attributes = [];
        List<OpsetRow> opsets = [];
        var function = new FunctionTable(0, 0, 0, body, attributes, -1, opsets);
        _tables.Functions.Add(function);
        int last = -1, ordinal = 0;
        long position = message.Start;
        ulong seen = 0;
        while (Next(OnnxMessage.Function, place, ref position, message.End, depth, ref seen, out WireField field, out FieldSchema schema))
        {
            switch (field.Number)
            {
                case 1:
                    function = function with { Name = Name(field) };
                    break;
                case 10:
                    function = function with { Domain = Name(field) };
                    break;
                case 13:
                    function = function with { Overload = Name(field) };
                    break;
                case 4:
                    AddFormal(_tables.Graphs[body].Inputs, field);
                    break;
                case 5:
                    AddFormal(_tables.Graphs[body].Outputs, field);
                    break;
                case 6:
                    Require(attributes.Count, WalkLimits.Graphs, "attributes of a function", field.Start);
                    attributes.Add(Name(field));
                    break;
                case 7:
                    ReadNode(body, field, depth + 1);
                    break;
                case 9:
                    opsets.Add(ReadOpset(place, field, depth + 1));
                    break;
                case 11:
                    int first = function.FirstDefault;
                    ReadAttribute(-1, row, place, ref first, ref last, field, depth + 1);
                    function = function with { FirstDefault = first };
                    break;
                case 12:
                    AddValue(_tables.Graphs[body].Stated, place, field, depth + 1);
                    break;
                default:
                    ReadOther(place, schema, field, ordinal++, depth);
                    break;
            }
        }

        _tables.Functions[row] = function;
    }

    private void AddFormal(List<ValueRow> values, WireField field)
    {
        Require(_values++, WalkLimits.Values, "values", field.Start);
        values.Add(new ValueRow(Name(field), 0, 0, 0, -1));
    }

    private void ReadNode(int graph, WireField message, int depth)
    {
        Enter(message, depth);
        Require(_tables.Nodes.Count, WalkLimits.Nodes, "nodes", message.Start);
        int row = _tables.Nodes.Count;
        var place = new ModelPlace(PlaceKind.Node, row);
        var node = new NodeRow(graph, _tables.Graphs[graph].Nodes.Count, 0, 0, 0, 0, 0, 0, 0, -1);
        _tables.Nodes.Add(node);
        _tables.Graphs[graph].Nodes.Add(row);
        List<int> inputs = Rent(), outputs = Rent();
        int first = -1, last = -1, ordinal = 0;
        long position = message.Start;
        ulong seen = 0;
        while (Next(OnnxMessage.Node, place, ref position, message.End, depth, ref seen, out WireField field, out FieldSchema schema))
        {
            switch (field.Number)
            {
                case 1:
                    AddLink(inputs, field);
                    break;
                case 2:
                    AddLink(outputs, field);
                    break;
                case 3:
                    node = node with { Name = Name(field) };
                    break;
                case 4:
                    node = node with { Operator = Name(field) };
                    break;
                case 5:
                    // What is known so far, so that a path into the node's graphs can be told when the walk ends there.
                    _tables.Nodes[row] = node;
                    ReadAttribute(row, -1, place, ref first, ref last, field, depth + 1);
                    break;
                case 7:
                    node = node with { Domain = Name(field) };
                    break;
                case 8:
                    node = node with { Overload = Name(field) };
                    break;
                default:
                    ReadOther(place, schema, field, ordinal++, depth);
                    break;
            }
        }

        _tables.Nodes[row] = node with { FirstLink = _tables.Links.Count, Inputs = inputs.Count, Outputs = outputs.Count, FirstAttribute = first };
        _tables.Links.AddRange(inputs);
        _tables.Links.AddRange(outputs);
        Return(inputs);
        Return(outputs);
    }

    private void AddLink(List<int> links, WireField field)
    {
        Require(_tables.Links.Count + links.Count, WalkLimits.Links, "inputs and outputs of nodes", field.Start);
        links.Add(Name(field));
    }

    private void ReadAttribute(int node, int function, ModelPlace owner, ref int first, ref int last, WireField message, int depth)
    {
        Enter(message, depth);
        Require(_tables.Attributes.Count, WalkLimits.Attributes, "attributes", message.Start);
        int row = _tables.Attributes.Count;
        var place = new ModelPlace(PlaceKind.Attribute, row);
        _tables.Attributes.Add(new AttributeRow { Node = node, Function = function, Next = -1, TextLength = -1, Tensor = -1, Graph = -1, FirstNumber = 0 });
        if (last >= 0)
        {
            AttributeAt(last).Next = row;
        }

        (first, last) = (first < 0 ? row : first, row);
        SparseRow sparse = EmptySparse;
        List<long>? integers = null, floats = null;
        int ordinal = 0;
        long position = message.Start;
        ulong seen = 0;
        while (Next(OnnxMessage.Attribute, place, ref position, message.End, depth, ref seen, out WireField field, out FieldSchema schema))
        {
            switch (field.Number)
            {
                case 5:
                    int tensor = AttributeAt(row).Tensor;
                    ReadTensor(ref tensor, place, -1, field, depth + 1);
                    AttributeAt(row).Tensor = tensor;
                    break;
                case 6:
                    int graph = AttributeAt(row).Graph;
                    if (graph < 0)
                    {
                        graph = AddGraph(new GraphTable(GraphKind.Nested, row, -1), field.Start);
                        AttributeAt(row).Graph = graph;
                        _tables.AddGraphOf(row, graph);
                    }

                    ReadGraph(graph, field, depth + 1);
                    break;
                case 7:
                    ReadNumbers(row, ref floats, field);
                    break;
                case 8:
                    ReadNumbers(row, ref integers, field);
                    break;
                case 10:
                    int element = -1;
                    ReadTensor(ref element, place, AttributeAt(row).Count++, field, depth + 1);
                    break;
                case 11:
                    int branch = AddGraph(new GraphTable(GraphKind.Nested, row, AttributeAt(row).Count++), field.Start);
                    _tables.AddGraphOf(row, branch);
                    ReadGraph(branch, field, depth + 1);
                    break;
                case 22:
                    ReadSparse(ref sparse, place, -1, field, depth + 1);
                    break;
                case 23:
                    SparseRow one = EmptySparse;
                    ReadSparse(ref one, place, AttributeAt(row).Count++, field, depth + 1);
                    _tables.SparseAttributes.Add((one, place));
                    break;
                default:
                    ReadScalar(row, schema, field, ordinal++, depth);
                    break;
            }
        }

        if (sparse != EmptySparse)
        {
            _tables.SparseAttributes.Add((sparse, place));
        }

        NoteValues(row, seen, message);
        AttributeAt(row).FirstNumber = _tables.Numbers.Count;
        AttributeAt(row).IntegersKept = Keep(integers, message.Start);
        AttributeAt(row).FloatsKept = Keep(floats, message.Start);
    }

    /// <summary>Fields of values, in the order of AttributeType 1 to 14.</summary>
    private static readonly int[] ValueFields = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 22, 23, 14, 15];

    // Some readers take the value that the stated type names, others the first that is there.
    private void NoteValues(int row, ulong seen, WireField message)
    {
        ulong values = 0;
        foreach (int field in ValueFields)
        {
            values |= seen & (1UL << field);
        }

        int type = AttributeAt(row).Type;
        bool other = type > 0 && values != 0 && (values & (1UL << ValueFields[type - 1])) == 0;
        if (other || System.Numerics.BitOperations.PopCount(values | (seen & (1UL << 21))) > 1)
        {
            Note(OddityKind.SeveralValues, new ModelPlace(PlaceKind.Attribute, row), other ? "the value, of another type than stated," : "the value", message.Tag, message.Length);
        }
    }

    private void ReadScalar(int row, FieldSchema schema, WireField field, int ordinal, int depth)
    {
        ref AttributeRow attribute = ref AttributeAt(row);
        switch (field.Number)
        {
            case 1:
                attribute.Name = Name(field);
                break;
            case 2:
                attribute.Float = field.Float;
                break;
            case 3:
                attribute.Integer = field.Int64;
                break;
            case 4:
                (attribute.TextStart, attribute.TextLength) = (field.Start, (int)field.Length);
                break;
            case 9:
                AddElement(new TextRow(new ModelPlace(PlaceKind.Attribute, row), schema.Name, attribute.Count++, 0, field.Start, field.Length));
                break;
            case 20 when field.Int32 is < 0 or > 14:
                Note(OddityKind.UnknownValue, new ModelPlace(PlaceKind.Attribute, row), schema.Name, field.Tag, field.Length);
                break;
            case 20:
                attribute.Type = field.Int32;
                break;
            case 21:
                attribute.Reference = Name(field);
                break;
            default:
                ReadOther(new ModelPlace(PlaceKind.Attribute, row), schema, field, ordinal, depth);
                break;
        }
    }

    /// <summary>Numbers of one attribute that are kept: enough for axes, shapes and slices; weights in attributes are only counted.</summary>
    private const int NumbersKept = 4096;

    private void ReadNumbers(int row, ref List<long>? numbers, WireField field)
    {
        bool isFloat = field.Number == 7;
        if (field.Type == WireType.Length && isFloat && field.Length % sizeof(float) != 0)
        {
            throw WireReader.Malformed(field.Start, "whole 4-byte numbers");
        }

        if (!isFloat && (_packed += field.Length) > WalkLimits.PackedBytes)
        {
            throw new WalkRefusedException(new FormatFault(InspectionReasons.TooComplex, field.Start, $"at most {WalkLimits.PackedBytes} bytes of integers in attributes"));
        }

        int width = isFloat ? sizeof(float) : 0;
        for (long position = field.Start; position < field.End;)
        {
            numbers ??= [];
            long value;
            if (field.Type != WireType.Length)
            {
                (value, position) = (field.Int64, field.End);
            }
            else if (isFloat)
            {
                if (numbers.Count >= NumbersKept)
                {
                    // The rest of packed floats needs no look: their number follows from the length.
                    AttributeAt(row).Count += (int)((field.End - position) / width);
                    _tables.WeightBytes += field.End - position;
                    return;
                }

                value = BitConverter.ToUInt32(_window.Read(position, width));
                position += width;
            }
            else
            {
                value = unchecked((long)_reader.Packed(ref position, field.End));
            }

            AttributeAt(row).Count++;
            if (numbers.Count < NumbersKept)
            {
                numbers.Add(value);
            }
        }
    }

    private int Keep(List<long>? numbers, long offset)
    {
        foreach (long number in numbers ?? [])
        {
            AddNumber(number, offset);
        }

        return numbers?.Count ?? 0;
    }
}
