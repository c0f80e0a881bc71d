using MLSecOps.Core.Bytes;
using MLSecOps.Formats;

namespace MLSecOps.Trust.Oms;

/// <summary>Reads files from their first byte to their last. Memory: one window of <see cref="Limits.WindowBytes"/>.</summary>
internal sealed class OmsReader(CancellationToken cancellation)
{
    private readonly byte[] _window = new byte[Limits.WindowBytes];

    /// <summary>Reads a file whole.</summary>
    /// <param name="source">Untrusted.</param>
    /// <param name="visit">Receives its bytes in order, valid only during the call.</param>
    /// <returns>False when it became shorter.</returns>
    public bool Read(IByteSource source, Action<ReadOnlySpan<byte>> visit)
    {
        for (long offset = 0; offset < source.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            int read = source.Read(offset, _window.AsSpan(0, (int)Math.Min(_window.Length, source.Length - offset)));
            if (read == 0)
            {
                return false;
            }

            visit(_window.AsSpan(0, read));
            offset += read;
        }

        return true;
    }
}
