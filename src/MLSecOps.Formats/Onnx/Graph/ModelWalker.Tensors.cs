using System.Globalization;

namespace MLSecOps.Formats.Onnx.Graph;

/// <content>Tensors and stated types of values.</content>
public sealed partial class ModelWalker
{
    /// <summary>Dimensions of one tensor or value; runtimes stop at far fewer.</summary>
    private const int MaxRank = 4096;

    /// <summary>Kind of a value's type: one of TypeProto's alternatives.</summary>
    private static readonly ValueRow NoType = new(0, 0, 0, 0, -1);

    private static SparseRow EmptySparse => new(-1, -1, 0, 0);

    private void ReadTensor(ref int row, ModelPlace owner, int ordinal, WireField message, int depth)
    {
        Enter(message, depth);
        if (row < 0)
        {
            Require(_tables.Tensors.Count, WalkLimits.Tensors, "tensors", message.Start);
            row = _tables.Tensors.Count;
            _tables.Tensors.Add(new TensorRow
            {
                Owner = owner, Ordinal = ordinal, FirstDimension = _tables.Numbers.Count, Elements = 1, RawLength = -1, FirstExternal = -1, TypedStart = -1, Start = message.Start,
            });
        }

        var place = new ModelPlace(PlaceKind.Tensor, row);
        // Only a piece that has dimensions copies those before it: a tensor may come in millions of pieces.
        List<long>? dimensions = null;
        int entries = 0, other = 0;
        long position = message.Start;
        ulong seen = 0;
        while (Next(OnnxMessage.Tensor, place, ref position, message.End, depth, ref seen, out WireField field, out FieldSchema schema))
        {
            switch (field.Number)
            {
                case TensorProtoFields.Dims:
                    ReadIntegers(field, dimensions ??= [.. _tables.Dimensions(TensorAt(row))], MaxRank);
                    break;
                case TensorProtoFields.DataType:
                    TensorAt(row).DataType = field.Int32;
                    break;
                case TensorProtoFields.Segment:
                    TensorAt(row).Segment = true;
                    ReadMessage(place, schema, field, 0, depth + 1);
                    break;
                case TensorProtoFields.Name:
                    TensorAt(row).Name = Name(field);
                    break;
                case TensorProtoFields.RawData:
                    (TensorAt(row).RawStart, TensorAt(row).RawLength) = (field.Start, field.Length);
                    _tables.WeightBytes += field.Length;
                    break;
                case TensorProtoFields.FloatData or TensorProtoFields.DoubleData or TensorProtoFields.StringData
                    or TensorProtoFields.Int32Data or TensorProtoFields.Int64Data or TensorProtoFields.UInt64Data:
                    ReadTyped(row, field);
                    break;
                case TensorProtoFields.ExternalData:
                    ReadExternal(row, place, field, entries++, depth + 1);
                    break;
                case TensorProtoFields.DataLocation when field.Int32 is < 0 or > 1:
                    Note(OddityKind.UnknownValue, place, schema.Name, field.Tag, field.Length);
                    break;
                case TensorProtoFields.DataLocation:
                    TensorAt(row).Location = field.Int32;
                    break;
                default:
                    ReadOther(place, schema, field, other++, depth);
                    break;
            }
        }

        if (dimensions is not null)
        {
            KeepDimensions(row, dimensions, message.Start);
        }
    }

    private void KeepDimensions(int row, List<long> dimensions, long offset)
    {
        int first = _tables.Numbers.Count;
        long elements = 1;
        bool empty = dimensions.Contains(0);
        foreach (long dimension in dimensions)
        {
            AddNumber(dimension, offset);
            elements = dimension < 0 || elements < 0 ? -1
                : empty ? 0
                : elements > long.MaxValue / Math.Max(1, dimension) ? -1
                : elements * dimension;
        }

        ref TensorRow tensor = ref TensorAt(row);
        (tensor.FirstDimension, tensor.Dimensions, tensor.Elements) = (first, dimensions.Count, elements);
    }

    private void ReadTyped(int row, WireField field)
    {
        bool packed = field.Type == WireType.Length && field.Number != TensorProtoFields.StringData;
        int width = field.Number switch
        {
            TensorProtoFields.FloatData => sizeof(float),
            TensorProtoFields.DoubleData => sizeof(double),
            _ => 0,
        };
        if (packed && width > 0 && field.Length % width != 0)
        {
            throw WireReader.Malformed(field.Start, $"whole {width.ToString(CultureInfo.InvariantCulture)}-byte numbers");
        }

        long count = !packed ? 1 : width > 0 ? field.Length / width : CountPacked(field);
        if (field.Number == TensorProtoFields.StringData)
        {
            AddElement(new TextRow(new ModelPlace(PlaceKind.Tensor, row), "string_data", (int)Math.Clamp(TensorAt(row).TypedCount, 0, int.MaxValue), 0, field.Start, field.Length));
        }

        ref TensorRow tensor = ref TensorAt(row);
        tensor.TypedField = tensor.TypedField is 0 || tensor.TypedField == field.Number ? field.Number : -1;
        tensor.TypedCount = count < 0 || tensor.TypedCount < 0 ? -1 : tensor.TypedCount + count;
        if (tensor.TypedStart < 0)
        {
            (tensor.TypedStart, tensor.TypedLength) = (field.Start, packed ? field.Length : 0);
        }

        _tables.WeightBytes += field.Length;
    }

    private void ReadExternal(int row, ModelPlace place, WireField message, int ordinal, int depth)
    {
        Enter(message, depth);
        Require(_tables.ExternalEntries.Count, WalkLimits.Attributes, "entries of external data", message.Start);
        int key = 0, value = 0;
        long position = message.Start;
        ulong seen = 0;
        while (Next(OnnxMessage.Entry, place, ref position, message.End, depth, ref seen, out WireField field, out _))
        {
            key = field.Number == 1 ? Name(field) : key;
            value = field.Number == 2 ? Name(field) : value;
        }

        // Newest first: the last entry of a key is the one that a map would keep.
        _tables.ExternalEntries.Add(new ExternalEntry(key, value, TensorAt(row).FirstExternal));
        TensorAt(row).FirstExternal = _tables.ExternalEntries.Count - 1;
    }

    private void ReadSparse(ref SparseRow sparse, ModelPlace owner, int ordinal, WireField message, int depth)
    {
        Enter(message, depth);
        List<long> dimensions = [];
        (int values, int indices) = (sparse.Values, sparse.Indices);
        long position = message.Start;
        ulong seen = 0;
        while (Next(OnnxMessage.SparseTensor, owner, ref position, message.End, depth, ref seen, out WireField field, out _))
        {
            switch (field.Number)
            {
                case 1:
                    ReadTensor(ref values, owner, ordinal, field, depth + 1);
                    break;
                case 2:
                    ReadTensor(ref indices, owner, ordinal, field, depth + 1);
                    break;
                default:
                    ReadIntegers(field, dimensions, MaxRank);
                    break;
            }
        }

        int first = _tables.Numbers.Count;
        foreach (long dimension in dimensions)
        {
            AddNumber(dimension, message.Start);
        }

        sparse = new SparseRow(values, indices, first, dimensions.Count);
    }

    private void AddValue(List<ValueRow> values, ModelPlace owner, WireField message, int depth)
    {
        Enter(message, depth);
        Require(_values++, WalkLimits.Values, "values", message.Start);
        ValueRow value = NoType;
        int other = 0;
        long position = message.Start;
        ulong seen = 0;
        while (Next(OnnxMessage.ValueInfo, owner, ref position, message.End, depth, ref seen, out WireField field, out FieldSchema schema))
        {
            switch (field.Number)
            {
                case 1:
                    value = value with { Name = Name(field) };
                    break;
                case 2:
                    ReadType(ref value, owner, field, depth + 1);
                    break;
                default:
                    ReadOther(owner, schema, field, other++, depth);
                    break;
            }
        }

        values.Add(value);
    }

    private void ReadType(ref ValueRow value, ModelPlace owner, WireField message, int depth)
    {
        Enter(message, depth);
        long position = message.Start;
        ulong seen = 0;
        int other = 0;
        while (Next(OnnxMessage.Type, owner, ref position, message.End, depth, ref seen, out WireField field, out FieldSchema schema))
        {
            if (schema.Kind != FieldKind.Message)
            {
                AddShort(owner, schema.Name, other++, field);
                continue;
            }

            // One of several: another alternative replaces what was there, the same one is merged into it.
            if (value.Kind != field.Number)
            {
                if (value.Kind != 0)
                {
                    Note(OddityKind.SeveralValues, owner, "the type of a value", field.Tag, field.Length);
                }

                value = NoType with { Name = value.Name, Kind = field.Number };
            }

            if (schema.Message is OnnxMessage.TensorType or OnnxMessage.SparseType)
            {
                ReadTensorType(ref value, owner, schema.Message, field, depth + 1);
            }
            else
            {
                ReadMessage(owner, schema, field, 0, depth + 1);
            }
        }
    }

    private void ReadTensorType(ref ValueRow value, ModelPlace owner, OnnxMessage type, WireField message, int depth)
    {
        Enter(message, depth);
        long position = message.Start;
        ulong seen = 0;
        while (Next(type, owner, ref position, message.End, depth, ref seen, out WireField field, out _))
        {
            if (field.Number == 1)
            {
                value = value with { DataType = field.Int32 };
            }
            else
            {
                List<long> dimensions = [.. _tables.Dimensions(value)];
                ReadShape(dimensions, owner, field, depth + 1);
                value = value with { FirstDimension = _tables.Numbers.Count, Dimensions = dimensions.Count };
                foreach (long dimension in dimensions)
                {
                    AddNumber(dimension, field.Start);
                }
            }
        }
    }

    private void ReadShape(List<long> dimensions, ModelPlace owner, WireField message, int depth)
    {
        Enter(message, depth);
        long position = message.Start;
        ulong seen = 0;
        while (Next(OnnxMessage.Shape, owner, ref position, message.End, depth, ref seen, out WireField dimension, out _))
        {
            Enter(dimension, depth + 1);
            Require(dimensions.Count, MaxRank, "dimensions", dimension.Start);
            long size = -1;
            long inner = dimension.Start;
            ulong seenInner = 0;
            while (Next(OnnxMessage.Dimension, owner, ref inner, dimension.End, depth + 1, ref seenInner, out WireField field, out _))
            {
                if (field.Number == 3)
                {
                    AddShort(owner, "denotation", dimensions.Count, field);
                }

                size = field.Number switch
                {
                    1 => field.Int64 < 0 ? -1 : field.Int64,
                    2 => -2 - Name(field),
                    _ => size,
                };
            }

            if ((seenInner & 0b110) == 0b110)
            {
                Note(OddityKind.SeveralValues, owner, "a dimension", dimension.Tag, dimension.Length);
            }

            dimensions.Add(size);
        }
    }
}
