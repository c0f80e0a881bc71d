namespace MLSecOps.Formats.Tap;

/// <summary>The tensors of a checked record, in its order. Goes by <c>foreach</c>, without allocating.</summary>
public ref struct TapTensors
{
    private ReadOnlySpan<byte> _rest;
    private TapTensor _current;

    internal TapTensors(ReadOnlySpan<byte> rest) => _rest = rest;

    /// <summary>The tensor that <see cref="MoveNext"/> came to.</summary>
    public readonly TapTensor Current => _current;

    /// <summary>Itself.</summary>
    public readonly TapTensors GetEnumerator() => this;

    /// <summary>Goes to the next tensor.</summary>
    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        _current = new TapTensor(_rest);
        _rest = _rest[_current.WireBytes..];
        return true;
    }
}
