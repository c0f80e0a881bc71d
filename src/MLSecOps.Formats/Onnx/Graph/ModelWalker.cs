using System.Globalization;
using System.Runtime.InteropServices;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>Walks a model on the wire and fills <see cref="ModelTables"/>: no object tree, weights stepped over, bounded by <see cref="WalkLimits"/>.</summary>
/// <remarks>
/// With the official parser's meaning: the last of repeated singular values counts, repeated singular messages are merged, repeated numbers may be packed or not,
/// enumerations of unknown value are left unset, and a field in another wire type is unknown. All of that is legal, none of it is written by an honest tool, so it is noted.
/// </remarks>
public sealed partial class ModelWalker
{
    private readonly WireWindow _window;
    private readonly WireReader _reader;
    private readonly ModelTables _tables = new();
    private readonly Stack<List<int>> _scratch = new();
    private long _counted;
    private int _elements;
    private int _opsets;

    private ModelWalker(IByteSource source)
    {
        _window = new WireWindow(source);
        _reader = new WireReader(_window);
    }

    /// <summary>Walks a whole model.</summary>
    /// <param name="source">The file; untrusted. Read at most once but for bytes beside jumps.</param>
    /// <returns>The tables, or why the file is not a model that a runtime could load, or is beyond the limits.</returns>
    public static Parsed<ModelTables> Walk(IByteSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return Walk(source, out _);
    }

    /// <summary>Walks a whole model.</summary>
    /// <param name="source">The file; untrusted.</param>
    /// <param name="bytesRead">Bytes that were read for it.</param>
    public static Parsed<ModelTables> Walk(IByteSource source, out long bytesRead)
    {
        ArgumentNullException.ThrowIfNull(source);
        var walker = new ModelWalker(source);
        try
        {
            walker.ReadModel();
            return walker._tables;
        }
        catch (WalkRefusedException refused)
        {
            return refused.Fault;
        }
        finally
        {
            bytesRead = walker._window.BytesRead;
        }
    }

    private void ReadModel()
    {
        var model = new ModelPlace(PlaceKind.Model, 0);
        long position = 0;
        ulong seen = 0;
        int ordinal = 0;
        _tables.FileBytes = _window.Length;
        while (Next(OnnxMessage.Model, model, ref position, _window.Length, 0, ref seen, out WireField field, out FieldSchema schema))
        {
            switch (field.Number)
            {
                case 1:
                    _tables.IrVersion = field.Int64;
                    break;
                case 2:
                    _tables.Producer = Name(field);
                    break;
                case 3:
                    _tables.ProducerVersion = Name(field);
                    break;
                case 7:
                    _tables.Main = _tables.Main >= 0 ? _tables.Main : AddGraph(new GraphTable(GraphKind.Main, -1, 0), field.Start);
                    ReadGraph(_tables.Main, field, 1);
                    break;
                case 8:
                    _tables.Opsets.Add(ReadOpset(model, field, 1));
                    break;
                case 20:
                    ReadTraining(field, ordinal++, 1);
                    break;
                case 25:
                    ReadFunction(field, 1);
                    break;
                default:
                    ReadOther(model, schema, field, ordinal++, 0);
                    break;
            }
        }

        _tables.PaddedVarints = _reader.PaddedVarints;
        _tables.FirstPadded = _reader.FirstPadded;
    }

    private OpsetRow ReadOpset(ModelPlace owner, WireField message, int depth)
    {
        Enter(message, depth);
        Require(_opsets++, WalkLimits.Opsets, "imports of operator sets", message.Start);
        OpsetRow row = default;
        long position = message.Start;
        ulong seen = 0;
        while (Next(OnnxMessage.OperatorSet, owner, ref position, message.End, depth, ref seen, out WireField field, out _))
        {
            row = field.Number == 1 ? row with { Domain = Name(field) } : row with { Version = field.Int64 };
        }

        return row;
    }

    private void ReadTraining(WireField message, int ordinal, int depth)
    {
        Enter(message, depth);
        var model = new ModelPlace(PlaceKind.Model, 0);
        int initialization = -1, algorithm = -1, other = 0;
        long position = message.Start;
        ulong seen = 0;
        while (Next(OnnxMessage.Training, model, ref position, message.End, depth, ref seen, out WireField field, out FieldSchema schema))
        {
            switch (field.Number)
            {
                case 1:
                    initialization = initialization >= 0 ? initialization : AddGraph(new GraphTable(GraphKind.TrainingInitialization, -1, ordinal), field.Start);
                    ReadGraph(initialization, field, depth + 1);
                    break;
                case 2:
                    algorithm = algorithm >= 0 ? algorithm : AddGraph(new GraphTable(GraphKind.TrainingAlgorithm, -1, ordinal), field.Start);
                    ReadGraph(algorithm, field, depth + 1);
                    break;
                default:
                    ReadOther(model, schema, field, other++, depth);
                    break;
            }
        }
    }

    /// <summary>Moves to the next field that the schema knows; notes those that it does not know.</summary>
    private bool Next(OnnxMessage message, ModelPlace place, ref long position, long end, int depth, ref ulong seen, out WireField field, out FieldSchema schema)
    {
        while (_reader.TryNext(ref position, end, depth, out field))
        {
            FieldSchema? known = OnnxSchema.Find(message, field.Number);
            if (known is null || !known.Accepts(field.Type))
            {
                Note(known is null ? OddityKind.UnknownField : OddityKind.WrongWireType, place,
                    known?.Name ?? string.Create(CultureInfo.InvariantCulture, $"{MessageName(message)} field {field.Number}"), field.Tag, field.Length);
                continue;
            }

            ulong bit = 1UL << known.Number;
            if (!known.Repeated && (seen & bit) != 0)
            {
                Note(OddityKind.RepeatedField, place, known.Name, field.Tag, field.Length);
            }

            seen |= bit;
            schema = known;
            return true;
        }

        schema = null!;
        return false;
    }

    /// <summary>A field that no table keeps: its texts are noted, its messages checked all the way down.</summary>
    private void ReadOther(ModelPlace place, FieldSchema schema, WireField field, int ordinal, int depth)
    {
        if (schema is { Kind: FieldKind.Text, Name: "doc_string" })
        {
            AddText(new TextRow(place, schema.Name, -1, 0, field.Start, field.Length));
        }
        else if (schema.Kind == FieldKind.Text)
        {
            AddShort(place, schema.Name, ordinal, field);
        }
        else if (schema.Kind == FieldKind.Message)
        {
            ReadMessage(place, schema, field, ordinal, depth + 1);
        }
        else if (schema.Repeated && field.Type == WireType.Length && schema.Kind == FieldKind.Integer)
        {
            CountPacked(field);
        }
    }

    private void ReadMessage(ModelPlace place, FieldSchema message, WireField whole, int ordinal, int depth)
    {
        Enter(whole, depth);
        int key = NameTable.None;
        WireField value = default;
        long position = whole.Start;
        ulong seen = 0;
        int inner = 0;
        while (Next(message.Message, place, ref position, whole.End, depth, ref seen, out WireField field, out FieldSchema schema))
        {
            if (message.Message == OnnxMessage.Entry)
            {
                key = field.Number == 1 ? Name(field) : key;
                value = field.Number == 2 ? field : value;
            }
            else
            {
                ReadOther(place, schema, field, inner++, depth);
            }
        }

        if (message.Name == "metadata_props")
        {
            AddText(new TextRow(place, message.Name, ordinal, key, value.Start, value.Length));
        }
        else if (message.Message == OnnxMessage.Entry && value.Length > 0)
        {
            AddShort(place, message.Name, ordinal, value);
        }
    }

    private static string MessageName(OnnxMessage message) => message switch
    {
        OnnxMessage.OperatorSet => "OperatorSetIdProto",
        OnnxMessage.Entry => "StringStringEntryProto",
        OnnxMessage.Training => "TrainingInfoProto",
        _ => message + "Proto",
    };

    private static void Enter(WireField message, int depth) => WireReader.RequireDepth(depth, message.Start);

    private void Note(OddityKind kind, ModelPlace place, string field, long offset, long length)
    {
        _tables.OddityCount++;
        if (_tables.Oddities.Count < WalkLimits.Oddities)
        {
            _tables.Oddities.Add(new OddityRow(kind, place, field, offset, length));
        }
    }

    private void AddText(TextRow text)
    {
        Require(_tables.Texts.Count, WalkLimits.Texts, "documentation strings and metadata entries", text.Start);
        _tables.Texts.Add(text);
    }

    /// <summary>A text that honest models keep short: a name among the others, or if it is longer than names are, a free text.</summary>
    private void AddShort(ModelPlace place, string field, int ordinal, WireField text)
    {
        if (text.Length <= WalkLimits.NameBytes)
        {
            Name(text);
        }
        else
        {
            AddElement(new TextRow(place, field, ordinal, 0, text.Start, text.Length));
        }
    }

    /// <summary>One of very many texts, such as a vocabulary's: those that are too short to carry anything are not kept, and those beyond the limit are counted.</summary>
    private void AddElement(TextRow text)
    {
        if (text.Length < WalkLimits.ShortText)
        {
            return;
        }

        if (_elements < WalkLimits.TextElements)
        {
            _elements++;
            AddText(text);
        }
        else
        {
            _tables.TextsLeftOff++;
        }
    }

    private int Name(WireField field)
    {
        if (field.Length > WalkLimits.NameBytes)
        {
            throw new WalkRefusedException(new FormatFault(InspectionReasons.TooComplex, field.Start, $"names of at most {WalkLimits.NameBytes} bytes"));
        }

        return _tables.Names.Add(_window.Read(field.Start, (int)field.Length), field.Start);
    }

    private void AddNumber(long number, long offset)
    {
        Require(_tables.Numbers.Count, WalkLimits.Numbers, "dimensions and attribute numbers", offset);
        _tables.Numbers.Add(number);
    }

    private static void Require(int count, int limit, string what, long offset)
    {
        if (count >= limit)
        {
            throw new WalkRefusedException(new FormatFault(InspectionReasons.TooComplex, offset, $"at most {limit} {what}"));
        }
    }

    /// <summary>Reads repeated integers, packed or one by one, into a list.</summary>
    private void ReadIntegers(WireField field, List<long> into, int most)
    {
        if (field.Type == WireType.Varint)
        {
            Add(field.Int64, field.Start);
            return;
        }

        for (long position = field.Start; position < field.End;)
        {
            long start = position;
            Add(unchecked((long)_reader.Packed(ref position, field.End)), start);
        }

        void Add(long value, long offset)
        {
            Require(into.Count, most, "dimensions", offset);
            into.Add(value);
        }
    }

    /// <summary>Counts packed integers; -1 when counting would read more than the walk may.</summary>
    private long CountPacked(WireField field)
    {
        if (field.Type == WireType.Varint)
        {
            return 1;
        }

        _counted += field.Length;
        if (_counted > WalkLimits.CountedBytes)
        {
            return -1;
        }

        long count = 0;
        for (long position = field.Start; position < field.End; count++)
        {
            _reader.Packed(ref position, field.End);
        }

        return count;
    }

    private List<int> Rent() => _scratch.TryPop(out List<int>? list) ? list : [];

    private void Return(List<int> list)
    {
        list.Clear();
        _scratch.Push(list);
    }

    private ref AttributeRow AttributeAt(int row) => ref CollectionsMarshal.AsSpan(_tables.Attributes)[row];

    private ref TensorRow TensorAt(int row) => ref CollectionsMarshal.AsSpan(_tables.Tensors)[row];
}
