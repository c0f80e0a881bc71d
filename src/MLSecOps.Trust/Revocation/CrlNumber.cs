using System.Globalization;

namespace MLSecOps.Trust.Revocation;

/// <summary>A CRL number (RFC 5280, 5.2.3): a whole number of at most 20 bytes, by which the lists of one authority are ordered.</summary>
public readonly record struct CrlNumber : IComparable<CrlNumber>
{
    /// <summary>Most bytes.</summary>
    public const int MostBytes = 20;

    // Hexadecimal digits without leading zeros: of two, the longer is the higher, and of equal length the later in the alphabet.
    private readonly string? _digits;

    private CrlNumber(string digits) => _digits = digits.TrimStart('0');

    private string Digits => _digits ?? string.Empty;

    /// <summary>The number that these bytes are.</summary>
    /// <param name="bytes">Big-endian, unsigned; at most <see cref="MostBytes"/> beyond leading zeros.</param>
    public static CrlNumber Of(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(bytes));

    /// <summary>The same number.</summary>
    /// <param name="number">Not negative.</param>
    public static CrlNumber Of(long number) => new(number.ToString("x", CultureInfo.InvariantCulture));

    /// <summary>Reads the form of <see cref="ToString"/>; null for anything else. Input is untrusted.</summary>
    public static CrlNumber? TryParse(string text)
    {
        if (!text.StartsWith("0x", StringComparison.Ordinal) || text.Length is < 3 or > 2 + (2 * MostBytes) || text.AsSpan(2).ContainsAnyExcept("0123456789abcdef"))
        {
            return null;
        }

        CrlNumber number = new(text[2..]);
        return number.ToString() == text ? number : null;
    }

    /// <summary>Whether a list comes before another.</summary>
    public static bool operator <(CrlNumber left, CrlNumber right) => left.CompareTo(right) < 0;

    /// <inheritdoc cref="op_LessThan"/>
    public static bool operator <=(CrlNumber left, CrlNumber right) => left.CompareTo(right) <= 0;

    /// <summary>Whether a list comes after another.</summary>
    public static bool operator >(CrlNumber left, CrlNumber right) => left.CompareTo(right) > 0;

    /// <inheritdoc cref="op_GreaterThan"/>
    public static bool operator >=(CrlNumber left, CrlNumber right) => left.CompareTo(right) >= 0;

    /// <inheritdoc/>
    public int CompareTo(CrlNumber other) =>
        Digits.Length != other.Digits.Length ? Digits.Length.CompareTo(other.Digits.Length) : string.CompareOrdinal(Digits, other.Digits);

    /// <inheritdoc/>
    public bool Equals(CrlNumber other) => Digits == other.Digits;

    /// <inheritdoc/>
    public override int GetHashCode() => Digits.GetHashCode(StringComparison.Ordinal);

    /// <summary><c>0x</c> and hexadecimal digits without leading zeros; <c>0x0</c> for zero.</summary>
    public override string ToString() => Digits.Length == 0 ? "0x0" : $"0x{Digits}";
}
