using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MLSecOps.Core.Digests;

/// <summary>A SHA-256 value: 32 bytes. What was hashed (a manifest's bytes, an fs-verity descriptor) is said by the member that holds it.</summary>
/// <remarks>
/// <c>default</c> is no digest: comparing, printing or copying it throws <see cref="InvalidOperationException"/>, so that a
/// forgotten measurement can never compare as equal to another one.
/// </remarks>
public readonly struct Sha256Digest : IEquatable<Sha256Digest>
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private const string TextPrefix = "sha256:";

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;
    private readonly bool _present;

    /// <summary>Takes exactly 32 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is not 32 bytes long; a programming error.</exception>
    public Sha256Digest(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A SHA-256 digest has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
        _present = true;
    }

    /// <summary>True for <c>default</c>, which is no digest.</summary>
    public bool IsDefault => !_present;

    /// <summary>The digest as 64 lower-case hexadecimal digits.</summary>
    public string Hex
    {
        get
        {
            Span<byte> bytes = stackalloc byte[Size];
            CopyTo(bytes);
            return Convert.ToHexStringLower(bytes);
        }
    }

    /// <summary>The first 12 hexadecimal digits: for names that people read, never for comparison.</summary>
    public string Short => Hex[..12];

    /// <summary>Hashes <paramref name="content"/> with SHA-256.</summary>
    public static Sha256Digest Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[Size];
        System.Security.Cryptography.SHA256.HashData(content, hash);
        return new Sha256Digest(hash);
    }

    /// <summary>Reads 64 lower-case hexadecimal digits; anything else is refused. Input is untrusted.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> text, out Sha256Digest digest)
    {
        digest = default;
        if (text.Length != 2 * Size || text.ContainsAnyExcept("0123456789abcdef"))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Size];
        Convert.FromHexString(text, bytes, out _, out _);
        digest = new Sha256Digest(bytes);
        return true;
    }

    /// <summary>Reads <c>sha256:&lt;64 lower-case hexadecimal digits&gt;</c>. Input is untrusted.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Sha256Digest digest)
    {
        digest = default;
        return text is not null && text.StartsWith(TextPrefix, StringComparison.Ordinal) && TryParseHex(text.AsSpan(TextPrefix.Length), out digest);
    }

    /// <summary>Writes the 32 bytes.</summary>
    public void CopyTo(Span<byte> destination)
    {
        ThrowIfDefault();
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <inheritdoc/>
    public bool Equals(Sha256Digest other)
    {
        ThrowIfDefault();
        other.ThrowIfDefault();
        return _a == other._a && _b == other._b && _c == other._c && _d == other._d;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Sha256Digest other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        ThrowIfDefault();
        return _a.GetHashCode();
    }

    /// <summary><c>sha256:&lt;hex&gt;</c>, the form used in JSON, logs and messages.</summary>
    public override string ToString() => string.Create(TextPrefix.Length + (2 * Size), this, static (text, digest) =>
    {
        Span<byte> bytes = stackalloc byte[Size];
        digest.CopyTo(bytes);
        TextPrefix.CopyTo(text);
        Convert.TryToHexStringLower(bytes, text[TextPrefix.Length..], out _);
    });

    /// <summary>Equality of two digests; neither may be <c>default</c>.</summary>
    public static bool operator ==(Sha256Digest left, Sha256Digest right) => left.Equals(right);

    /// <summary>Inequality of two digests; neither may be <c>default</c>.</summary>
    public static bool operator !=(Sha256Digest left, Sha256Digest right) => !left.Equals(right);

    private void ThrowIfDefault([CallerMemberName] string? member = null)
    {
        if (!_present)
        {
            throw new InvalidOperationException($"{member} on a digest that was never measured. This is a bug.");
        }
    }
}
