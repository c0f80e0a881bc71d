using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

using MLSecOps.Core.Digests;

namespace MLSecOps.Formats.Enrolment;

/// <summary>A one-time enrolment token: a secret for the hub, and the pin by which the device knows that it talks to that hub (design §10; no trust on first use).</summary>
/// <remarks>Written <c>mlsec1_</c> and 64 characters of base64url: 16 secret bytes, then the SHA-256 of the SubjectPublicKeyInfo of the hub's TLS key.</remarks>
public sealed class EnrolToken
{
    /// <summary>What every token begins with, so that people and secret scanners know it.</summary>
    public const string Prefix = "mlsec1_";

    /// <summary>Length of the secret in bytes: 128 bits.</summary>
    public const int SecretBytes = 16;

    private const int TextLength = (SecretBytes + Sha256Digest.Size) / 3 * 4;

    private readonly byte[] _secret;

    private EnrolToken(ReadOnlySpan<byte> secret, Sha256Digest pin)
    {
        _secret = secret.ToArray();
        Pin = pin;
    }

    /// <summary>The secret, for the hub alone.</summary>
    public ReadOnlySpan<byte> Secret => _secret;

    /// <summary>The secret in base64url, as it is sent.</summary>
    public string SecretText => Base64Url.EncodeToString(_secret);

    /// <summary>SHA-256 of the SubjectPublicKeyInfo of the hub's TLS key.</summary>
    public Sha256Digest Pin { get; }

    /// <summary>Makes a token.</summary>
    /// <param name="secret">16 bytes from a cryptographic source.</param>
    /// <param name="pin">The hub's key.</param>
    /// <exception cref="ArgumentException">Not 16 bytes; a programming error.</exception>
    public static EnrolToken Of(ReadOnlySpan<byte> secret, Sha256Digest pin) => secret.Length == SecretBytes
        ? new EnrolToken(secret, pin)
        : throw new ArgumentException($"A token's secret has {SecretBytes} bytes, not {secret.Length}.", nameof(secret));

    /// <summary>Reads a token; surrounding white space, as of a file's last line, is passed over. Input is untrusted.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out EnrolToken? token)
    {
        token = null;
        string trimmed = text?.Trim() ?? string.Empty;
        if (trimmed.Length != Prefix.Length + TextLength || !trimmed.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[SecretBytes + Sha256Digest.Size];
        if (!Decode(trimmed.AsSpan(Prefix.Length), bytes))
        {
            return false;
        }

        token = new EnrolToken(bytes[..SecretBytes], new Sha256Digest(bytes[SecretBytes..]));
        return true;
    }

    /// <summary>Reads the secret as it is sent; false when it is none. Input is untrusted.</summary>
    public static bool TryParseSecret(string? text, [NotNullWhen(true)] out byte[]? secret)
    {
        byte[] bytes = new byte[SecretBytes];
        secret = text is { Length: 22 } && Decode(text, bytes) ? bytes : null;
        return secret is not null;
    }

    /// <summary>The token's text: a secret.</summary>
    public override string ToString() => Prefix + Base64Url.EncodeToString([.. _secret, .. Convert.FromHexString(Pin.Hex)]);

    private static bool Decode(ReadOnlySpan<char> text, Span<byte> bytes) =>
        !text.ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        // The form with a status: the other one throws at what is not base64.
        && Base64Url.DecodeFromChars(text, bytes, out _, out int written) == OperationStatus.Done && written == bytes.Length
        // One text for one value: stray low bits in the last character are refused.
        && text.SequenceEqual(Base64Url.EncodeToString(bytes));
}
