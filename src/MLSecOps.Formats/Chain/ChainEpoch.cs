using System.Buffers.Binary;

namespace MLSecOps.Formats.Chain;

/// <summary>Names one run of a device's chain: 16 random bytes, drawn anew whenever the continuity of the log is in doubt.</summary>
/// <remarks><c>default</c> (all zeros) is no epoch: the parsers refuse it.</remarks>
public readonly record struct ChainEpoch
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 16;

    private readonly UInt128 _value;

    /// <summary>Takes 16 bytes.</summary>
    /// <exception cref="ArgumentException">Another length, or all zeros; a programming error.</exception>
    public ChainEpoch(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size || !bytes.ContainsAnyExcept((byte)0))
        {
            throw new ArgumentException($"A chain epoch has {Size} bytes that are not all zero.", nameof(bytes));
        }

        _value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>True for <c>default</c>, which is no epoch.</summary>
    public bool IsDefault => _value == 0;

    /// <summary>32 lower-case hexadecimal digits.</summary>
    public string Hex => _value.ToString("x32", null);

    /// <summary>Writes the 16 bytes.</summary>
    public void CopyTo(Span<byte> destination) => BinaryPrimitives.WriteUInt128BigEndian(destination, _value);

    /// <summary>Reads 32 lower-case hexadecimal digits that are not all zero. Input is untrusted.</summary>
    public static bool TryParse(string? text, out ChainEpoch epoch)
    {
        epoch = default;
        if (text is not { Length: 2 * Size } || text.AsSpan().ContainsAnyExcept("0123456789abcdef") || !text.AsSpan().ContainsAnyExcept('0'))
        {
            return false;
        }

        epoch = new ChainEpoch(Convert.FromHexString(text));
        return true;
    }

    /// <summary>The hexadecimal digits.</summary>
    public override string ToString() => Hex;
}
