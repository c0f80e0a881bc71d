using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Onnx;

/// <summary>First pass over a <c>TensorProto</c>: everything but the typed elements.</summary>
internal ref struct TensorProtoHeader
{
    private readonly List<long> _shape = [];
    private bool _segment;
    private ulong _location;

    /// <summary>Starts empty.</summary>
    public TensorProtoHeader()
    {
    }

    /// <summary>Dimensions in the order of the file.</summary>
    public readonly IReadOnlyList<long> Shape => _shape;

    /// <summary>Element type; not checked yet.</summary>
    public ElementType Type { get; private set; }

    /// <summary>The tensor's name.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Value of raw_data; the last one counts.</summary>
    public ReadOnlySpan<byte> Raw { get; private set; }

    /// <summary>Whether raw_data is present.</summary>
    public bool HasRaw { get; private set; }

    /// <summary>The one field with typed elements; 0 for none.</summary>
    public int TypedField { get; private set; }

    /// <summary>Reads the whole message once.</summary>
    public FormatFault? Read(ReadOnlySpan<byte> input)
    {
        var reader = new ProtobufReader(input);
        while (reader.TryReadTag(out int field, out WireType type) && ReadField(ref reader, field, type))
        {
        }

        return reader.Fault
            ?? (_location != 0 ? Refusal(RehearsalReasons.ExternalDataMissing, "data inside the file", "external data") : null)
            ?? (_segment ? Refusal(RehearsalReasons.TensorMalformed, "a whole tensor", "a segment") : null);
    }

    private bool ReadField(ref ProtobufReader reader, int field, WireType type)
    {
        switch (field, type)
        {
            case (TensorProtoFields.Dims, WireType.Varint):
                return reader.TryReadVarint(out ulong dimension) && AddDimension(ref reader, dimension);
            case (TensorProtoFields.Dims, WireType.Length):
                return ReadPackedDimensions(ref reader);
            case (TensorProtoFields.DataType, WireType.Varint):
                bool read = reader.TryReadVarint(out ulong elementType);
                Type = (ElementType)(int)elementType;
                return read;
            case (TensorProtoFields.Name, WireType.Length):
                return ReadName(ref reader);
            case (TensorProtoFields.RawData, WireType.Length):
                HasRaw = reader.TryReadBytes(out ReadOnlySpan<byte> raw);
                Raw = raw;
                return HasRaw;
            case (TensorProtoFields.DataLocation, WireType.Varint):
                return reader.TryReadVarint(out _location);
            case (TensorProtoFields.FloatData or TensorProtoFields.Int32Data or TensorProtoFields.StringData or TensorProtoFields.Int64Data
                or TensorProtoFields.DoubleData or TensorProtoFields.UInt64Data, _):
                return ReadTyped(ref reader, field, type);
            default:
                _segment |= field == TensorProtoFields.Segment;
                return reader.TrySkip(field, type);
        }
    }

    private bool ReadTyped(ref ProtobufReader reader, int field, WireType type)
    {
        if (TypedField != 0 && TypedField != field)
        {
            return reader.Refuse(Refusal(RehearsalReasons.TensorMalformed, "elements in one field", "in several", reader.Offset));
        }

        TypedField = field;
        return reader.TrySkip(field, type);
    }

    private bool ReadPackedDimensions(ref ProtobufReader reader)
    {
        if (!reader.TryEnter(out ProtobufReader packed))
        {
            return false;
        }

        while (!packed.AtEnd && packed.TryReadVarint(out ulong dimension) && AddDimension(ref packed, dimension))
        {
        }

        return reader.TryLeave(packed);
    }

    private readonly bool AddDimension(ref ProtobufReader reader, ulong dimension)
    {
        if ((long)dimension < 0 || _shape.Count == TensorLimits.MaxRank)
        {
            return reader.Refuse(Refusal(
                RehearsalReasons.TensorMalformed, $"at most {TensorLimits.MaxRank} dimensions, none negative", ((long)dimension).ToString(), reader.Offset));
        }

        _shape.Add((long)dimension);
        return true;
    }

    private bool ReadName(ref ProtobufReader reader)
    {
        if (!reader.TryReadBytes(out ReadOnlySpan<byte> name))
        {
            return false;
        }

        if (name.Length > TensorLimits.MaxNameBytes || !System.Text.Unicode.Utf8.IsValid(name))
        {
            return reader.Refuse(Refusal(RehearsalReasons.TensorMalformed, $"a name of at most {TensorLimits.MaxNameBytes} bytes of UTF-8", null, reader.Offset));
        }

        Name = Encoding.UTF8.GetString(name);
        return true;
    }

    private static FormatFault Refusal(Reason reason, string expected, string? found, long offset = 0) => new(reason, offset, expected, found);
}
