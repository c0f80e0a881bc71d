namespace MLSecOps.TestKit.Onnx.Mutations;

/// <summary>One field of a message, taken apart so that each piece of its encoding can be wrong.</summary>
internal sealed class WireNode
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    internal int Number { get; set; }

    internal int Type { get; set; }

    internal ulong Value { get; set; }

    /// <summary>Content of a length-delimited field that is no message.</summary>
    internal byte[] Content { get; set; } = [];

    /// <summary>Fields of a message; null for what is none.</summary>
    internal List<WireNode>? Children { get; set; }

    /// <summary>Bytes by which the tag, and the value or length, are longer than needed.</summary>
    internal (int Tag, int Value) Padding { get; set; }

    /// <summary>What the stated length is off by.</summary>
    internal long LengthError { get; set; }

    internal bool IsDelimited => Type == Delimited;

    internal byte[] Bytes => Children is null ? Content : Write(Children);

    /// <summary>Fields of a message; null when the bytes are none, or would not be written in the same way.</summary>
    internal static List<WireNode>? Read(ReadOnlySpan<byte> bytes)
    {
        var fields = new List<WireNode>();
        int position = 0;
        while (position < bytes.Length)
        {
            if (ReadField(bytes, ref position) is not { } field)
            {
                return null;
            }

            fields.Add(field);
        }

        return Write(fields).AsSpan().SequenceEqual(bytes) ? fields : null;
    }

    internal static byte[] Write(IEnumerable<WireNode> fields)
    {
        var output = new MemoryStream();
        foreach (WireNode field in fields)
        {
            field.Write(output);
        }

        return output.ToArray();
    }

    internal static WireNode Of(int number, byte[] content) => new() { Number = number, Type = Delimited, Content = content, Children = content.Length == 0 ? null : Read(content) };

    internal WireNode Copy() => new()
    {
        Number = Number, Type = Type, Value = Value, Content = Content, Padding = Padding, LengthError = LengthError, Children = Children?.ConvertAll(child => child.Copy()),
    };

    /// <summary>Writes a varint with more bytes than needed.</summary>
    internal static void WriteVarint(Stream output, ulong value, int padding)
    {
        for (; value >= 0x80; value >>= 7)
        {
            output.WriteByte((byte)(value | 0x80));
        }

        for (; padding > 0; padding--, value = 0)
        {
            output.WriteByte((byte)(value | 0x80));
        }

        output.WriteByte((byte)value);
    }

    private void Write(Stream output)
    {
        WriteVarint(output, ((ulong)Number << 3) | (uint)Type, Padding.Tag);
        switch (Type)
        {
            case Varint:
                WriteVarint(output, Value, Padding.Value);
                break;
            case Fixed64:
                output.Write(BitConverter.GetBytes(Value));
                break;
            case Fixed32:
                output.Write(BitConverter.GetBytes((uint)Value));
                break;
            case Delimited:
                byte[] content = Bytes;
                WriteVarint(output, (ulong)Math.Max(0, content.Length + LengthError), Padding.Value);
                output.Write(content);
                break;
            default:
                output.Write(Content);
                break;
        }
    }

    private static WireNode? ReadField(ReadOnlySpan<byte> bytes, ref int position)
    {
        if (ReadVarint(bytes, ref position) is not { } tag || tag >> 3 is 0 or > int.MaxValue >> 2)
        {
            return null;
        }

        var field = new WireNode { Number = (int)(tag >> 3), Type = (int)(tag & 7) };
        int width = field.Type switch { Fixed64 => 8, Fixed32 => 4, _ => 0 };
        if (width > 0 && bytes.Length - position >= width)
        {
            field.Value = width == 8 ? BitConverter.ToUInt64(bytes[position..]) : BitConverter.ToUInt32(bytes[position..]);
            position += width;
            return field;
        }

        if (field.Type is not (Varint or Delimited) || ReadVarint(bytes, ref position) is not { } value || (field.IsDelimited && value > (ulong)(bytes.Length - position)))
        {
            return null;
        }

        if (field.IsDelimited)
        {
            field.Content = bytes.Slice(position, (int)value).ToArray();
            field.Children = value == 0 ? null : Read(field.Content);
            position += (int)value;
        }
        else
        {
            field.Value = value;
        }

        return field;
    }

    private static ulong? ReadVarint(ReadOnlySpan<byte> bytes, ref int position)
    {
        ulong value = 0;
        for (int shift = 0; shift < 70 && position < bytes.Length; shift += 7)
        {
            byte next = bytes[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        return null;
    }
}
