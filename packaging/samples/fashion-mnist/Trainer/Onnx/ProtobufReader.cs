namespace MLSecOps.Samples.FashionMnist.Onnx;

/// <summary>Walks the fields of one protobuf message.</summary>
/// <remarks>Protobuf encoding, "Message Structure"; groups and fixed-width fields do not occur in what this program writes.</remarks>
internal ref struct ProtobufReader(ReadOnlySpan<byte> message)
{
    private ReadOnlySpan<byte> _rest = message;

    public int Field { get; private set; }

    /// <summary>Content of a length-delimited field; empty for an integer.</summary>
    public ReadOnlySpan<byte> Content { get; private set; }

    /// <exception cref="InvalidDataException">Truncated, or a wire type that is not expected.</exception>
    public bool Next()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        var tag = Variable();
        Field = (int)(tag >> 3);
        var value = Variable();
        switch (tag & 7)
        {
            case 0:
                Content = [];
                return true;
            case 2 when value <= (ulong)_rest.Length:
                Content = _rest[..(int)value];
                _rest = _rest[(int)value..];
                return true;
            default:
                throw new InvalidDataException("not a protobuf message that this program wrote");
        }
    }

    private ulong Variable()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (_rest.IsEmpty)
            {
                break;
            }

            var octet = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("a protobuf integer is truncated or too long");
    }
}
