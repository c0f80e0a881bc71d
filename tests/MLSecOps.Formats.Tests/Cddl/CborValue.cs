using System.Formats.Cbor;

namespace MLSecOps.Formats.Tests.Cddl;

/// <summary>A CBOR item as the platform's reader gives it; exactly one of the members is there.</summary>
internal sealed record CborValue
{
    public long? Integer { get; private init; }

    public byte[]? Bytes { get; private init; }

    public string? Text { get; private init; }

    public bool IsNull { get; private init; }

    /// <summary>Elements of an array; the content of a tag.</summary>
    public IReadOnlyList<CborValue>? Items { get; private init; }

    public IReadOnlyList<(CborValue Key, CborValue Value)>? Pairs { get; private init; }

    public ulong? Tag { get; private init; }

    /// <summary>Bytes of a string; −1 for anything else.</summary>
    public long Size => Bytes?.Length ?? (Text is { } text ? System.Text.Encoding.UTF8.GetByteCount(text) : -1);

    /// <summary>What a byte string holds; null when that is not one item.</summary>
    public CborValue? Inner => Bytes is null ? null : Read(Bytes);

    /// <summary>Reads exactly one item; null when the bytes are none.</summary>
    public static CborValue? Read(byte[] content)
    {
        try
        {
            CborReader reader = new(content, CborConformanceMode.Strict);
            CborValue value = Item(reader);
            return reader.BytesRemaining == 0 ? value : null;
        }
        catch (Exception bad) when (bad is CborContentException or OverflowException or InvalidOperationException)
        {
            return null;
        }
    }

    private static CborValue Item(CborReader reader)
    {
        switch (reader.PeekState())
        {
            case CborReaderState.UnsignedInteger or CborReaderState.NegativeInteger:
                return new CborValue { Integer = reader.ReadInt64() };
            case CborReaderState.ByteString:
                return new CborValue { Bytes = reader.ReadByteString() };
            case CborReaderState.TextString:
                return new CborValue { Text = reader.ReadTextString() };
            case CborReaderState.Null:
                reader.ReadNull();
                return new CborValue { IsNull = true };
            case CborReaderState.Tag:
                ulong tag = (ulong)reader.ReadTag();
                return new CborValue { Tag = tag, Items = [Item(reader)] };
            case CborReaderState.StartArray:
                List<CborValue> items = [];
                for (reader.ReadStartArray(); reader.PeekState() != CborReaderState.EndArray;)
                {
                    items.Add(Item(reader));
                }

                reader.ReadEndArray();
                return new CborValue { Items = items };
            case CborReaderState.StartMap:
                List<(CborValue, CborValue)> pairs = [];
                for (reader.ReadStartMap(); reader.PeekState() != CborReaderState.EndMap;)
                {
                    pairs.Add((Item(reader), Item(reader)));
                }

                reader.ReadEndMap();
                return new CborValue { Pairs = pairs };
            default:
                reader.SkipValue();
                return new CborValue();
        }
    }
}
