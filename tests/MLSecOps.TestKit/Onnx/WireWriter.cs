using System.Buffers.Binary;
using System.Text;

namespace MLSecOps.TestKit.Onnx;

/// <summary>Writes protobuf fields (protobuf encoding, "Message Structure"). Its own small thing, so that a test can also write what no library would.</summary>
public sealed class WireWriter(WireStyle style = WireStyle.Shortest)
{
    private readonly MemoryStream _bytes = new();

    /// <summary>What was written.</summary>
    public byte[] ToArray() => _bytes.ToArray();

    /// <summary>A varint field (wire type 0).</summary>
    public WireWriter Number(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint((ulong)value);
        return this;
    }

    /// <summary>A 32-bit field (wire type 5).</summary>
    public WireWriter Float(int field, float value)
    {
        Varint(((ulong)field << 3) | 5);
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(bytes, value);
        _bytes.Write(bytes);
        return this;
    }

    /// <summary>A length-delimited field (wire type 2).</summary>
    public WireWriter Bytes(int field, ReadOnlySpan<byte> content)
    {
        Head(field, content.Length);
        _bytes.Write(content);
        return this;
    }

    /// <summary>Tag and length of a length-delimited field whose content is written elsewhere, or lies about its length.</summary>
    public WireWriter Head(int field, long length)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)length);
        return this;
    }

    /// <summary>A text field; nothing for null.</summary>
    public WireWriter Text(int field, string? text) => text is null ? this : Bytes(field, Encoding.UTF8.GetBytes(text));

    /// <summary>A message; nothing for null.</summary>
    public WireWriter Message(int field, OnnxMessage? message) => message is null ? this : Bytes(field, message.ToBytes(style));

    /// <summary>A message for each of them.</summary>
    public WireWriter Messages(int field, IEnumerable<OnnxMessage> messages)
    {
        foreach (OnnxMessage message in messages)
        {
            Message(field, message);
        }

        return this;
    }

    /// <summary>Numbers in one packed field.</summary>
    public WireWriter Packed(int field, IEnumerable<long> values)
    {
        var inner = new WireWriter(style);
        foreach (long value in values)
        {
            inner.Varint((ulong)value);
        }

        return Bytes(field, inner.ToArray());
    }

    /// <summary>StringStringEntryProto for each pair.</summary>
    public WireWriter Entries(int field, IEnumerable<(string Key, string Value)> entries)
    {
        foreach ((string key, string value) in entries)
        {
            Bytes(field, new WireWriter(style).Text(1, key).Text(2, value).ToArray());
        }

        return this;
    }

    /// <summary>Bytes as they are.</summary>
    public WireWriter Raw(ReadOnlySpan<byte> bytes)
    {
        _bytes.Write(bytes);
        return this;
    }

    private void Varint(ulong value)
    {
        int written = 0;
        for (; value >= 0x80; value >>= 7, written++)
        {
            _bytes.WriteByte((byte)(value | 0x80));
        }

        // A varint has at most ten bytes.
        if (style == WireStyle.Padded && written < 9)
        {
            _bytes.WriteByte((byte)(value | 0x80));
            value = 0;
        }

        _bytes.WriteByte((byte)value);
    }
}
