using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MLSecOps.Core.Digests;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>One generation of a persisted value as bytes: a line <c>MAGIC NUMBER SHA256</c>, then the body. A torn or edited file does not decode.</summary>
/// <remarks>The checksum finds accidents, not attackers: who can write here owns the device (design §2, "Not promised"); floors survive him only in a TPM.</remarks>
/// <param name="Number">Rises with every write.</param>
/// <param name="Body">What was persisted.</param>
internal sealed record Generation(long Number, ReadOnlyMemory<byte> Body)
{
    private const int MaxHeader = 128;

    /// <summary>The file's bytes.</summary>
    public static byte[] Encode(string magic, long number, ReadOnlySpan<byte> body) =>
        [.. Encoding.ASCII.GetBytes($"{magic} {number.ToString(CultureInfo.InvariantCulture)} {Convert.ToHexStringLower(SHA256.HashData(body))}\n"), .. body];

    /// <summary>Decodes a file; null when anything about it is wrong.</summary>
    public static Generation? Decode(string magic, ReadOnlyMemory<byte> file)
    {
        int newline = file.Span.IndexOf((byte)'\n');
        if (newline is < 0 or > MaxHeader)
        {
            return null;
        }

        string[] header = Encoding.ASCII.GetString(file.Span[..newline]).Split(' ');
        ReadOnlyMemory<byte> body = file[(newline + 1)..];
        return header.Length == 3 && header[0] == magic
            && long.TryParse(header[1], NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && Sha256Digest.TryParseHex(header[2], out Sha256Digest expected) && Sha256Digest.Of(body.Span) == expected
            ? new Generation(number, body)
            : null;
    }
}
