namespace MLSecOps.Formats.Tap;

/// <summary>The tensors of a checked record, in its order. Goes by <c>foreach</c>, without allocating.</summary>
public ref struct TapTensors
{
    private ReadOnlySpan<byte> _rest;
    private ReadOnlySpan<byte> _current;

    internal TapTensors(ReadOnlySpan<byte> rest) => _rest = rest;

    /// <summary>The tensor that <see cref="MoveNext"/> came to.</summary>
    public readonly TapTensor Current => new(_current);

    /// <summary>Itself.</summary>
    public readonly TapTensors GetEnumerator() => this;

    /// <summary>Goes to the next tensor.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = new TapTensor(_rest).WireBytes;
        _current = _rest[..length];
        _rest = _rest[length..];
        return true;
    }
}
