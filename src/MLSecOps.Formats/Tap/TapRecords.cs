using System.Buffers.Binary;

namespace MLSecOps.Formats.Tap;

/// <summary>The records of a checked message, in its order. Goes by <c>foreach</c>, without allocating.</summary>
public ref struct TapRecords
{
    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _current;

    internal TapRecords(ReadOnlySpan<byte> rest) => _rest = rest;

    /// <summary>The record that <see cref="MoveNext"/> came to.</summary>
    public readonly TapRecord Current => new(_current);

    /// <summary>Itself.</summary>
    public readonly TapRecords GetEnumerator() => this;

    /// <summary>Goes to the next record.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(_rest[TapLayout.RecordLengthAt..]);
        _current = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
