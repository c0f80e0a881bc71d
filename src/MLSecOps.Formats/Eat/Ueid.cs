using System.Diagnostics.CodeAnalysis;

namespace MLSecOps.Formats.Eat;

/// <summary>A Universal Entity ID (RFC 9711, 4.2.1): 7 to 33 bytes that name one device for ever; opaque to whoever reads them.</summary>
/// <remarks>Our own devices have 17 bytes: type 0x01 (RAND) and 16 random ones, written as 34 lower-case hexadecimal digits, which are also the common name of their certificate and their MQTT client id.</remarks>
public sealed record Ueid
{
    /// <summary>Least length in bytes.</summary>
    public const int LeastBytes = 7;

    /// <summary>Greatest length in bytes.</summary>
    public const int MostBytes = 33;

    /// <summary>Length of our own, in bytes.</summary>
    public const int DeviceBytes = 17;

    private const byte Random = 0x01;

    private Ueid(string hex) => Hex = hex;

    /// <summary>Lower-case hexadecimal digits, two for each byte.</summary>
    public string Hex { get; }

    /// <summary>The bytes, a fresh array.</summary>
    public byte[] ToBytes() => Convert.FromHexString(Hex);

    /// <summary>The UEID of a new device.</summary>
    /// <param name="random">16 bytes from a cryptographic source.</param>
    /// <exception cref="ArgumentException">Not 16 bytes; a programming error.</exception>
    public static Ueid ForDevice(ReadOnlySpan<byte> random) => random.Length == DeviceBytes - 1
        ? new Ueid(Convert.ToHexStringLower([Random, .. random]))
        : throw new ArgumentException($"A device's UEID has {DeviceBytes - 1} random bytes, not {random.Length}.", nameof(random));

    /// <summary>Takes 7 to 33 bytes of any type; false for another length. Input is untrusted.</summary>
    public static bool TryFromBytes(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Ueid? ueid)
    {
        ueid = bytes.Length is >= LeastBytes and <= MostBytes ? new Ueid(Convert.ToHexStringLower(bytes)) : null;
        return ueid is not null;
    }

    /// <summary>Reads one of our own: 34 lower-case hexadecimal digits that begin with 01. Input is untrusted.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Ueid? ueid)
    {
        bool valid = text is { Length: 2 * DeviceBytes } && text.StartsWith("01", StringComparison.Ordinal) && !text.AsSpan().ContainsAnyExcept("0123456789abcdef");
        ueid = valid ? new Ueid(text!) : null;
        return valid;
    }

    /// <summary>The hexadecimal digits.</summary>
    public override string ToString() => Hex;
}
