using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats;

namespace MLSecOps.Trust.Oms;

/// <summary>Computes the plain SHA-256 that OMS compares files by. Memory: one window of <see cref="Limits.WindowBytes"/>.</summary>
internal sealed class OmsDigester(CancellationToken cancellation)
{
    private readonly byte[] _window = new byte[Limits.WindowBytes];

    /// <summary>Hashes a range of bytes.</summary>
    /// <param name="source">Untrusted.</param>
    /// <param name="start">First byte.</param>
    /// <param name="end">First byte after it.</param>
    /// <returns>Lower-case hexadecimal; null when the source ends before.</returns>
    public string? Measure(IByteSource source, long start, long end)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long offset = start; offset < end;)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = source.Read(offset, _window.AsSpan(0, (int)Math.Min(_window.Length, end - offset)));
            if (read == 0)
            {
                return null;
            }

            hash.AppendData(_window, 0, read);
            offset += read;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
