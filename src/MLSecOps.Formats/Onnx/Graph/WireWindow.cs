using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Onnx.Graph;

/// <summary>A window that moves over a file, so that a model is walked without being held in memory and weights are stepped over.</summary>
/// <remarks>
/// Reads ahead little after a jump and twice as much with every read that follows on: a model of many large weights costs a small read each,
/// one of many small nodes is read in large pieces. Not safe for several threads.
/// </remarks>
internal sealed class WireWindow(IByteSource source)
{
    private const int LeastAhead = 1 << 10;
    private const int MostAhead = 64 << 10;
    private byte[] _bytes = new byte[LeastAhead];
    private long _start;
    private int _count;
    private int _ahead = LeastAhead;

    /// <summary>Bytes of the file.</summary>
    internal long Length { get; } = source.Length;

    /// <summary>Bytes read so far, those read twice counted twice.</summary>
    internal long BytesRead { get; private set; }

    /// <summary>The byte at a position inside the file.</summary>
    /// <exception cref="WalkRefusedException">The file became shorter.</exception>
    internal byte this[long position]
    {
        get
        {
            long index = position - _start;
            if ((ulong)index >= (ulong)_count)
            {
                Fill(position, 1);
                index = 0;
            }

            return _bytes[index];
        }
    }

    /// <summary>Bytes of the file; the span is good until the next call.</summary>
    /// <param name="position">First byte.</param>
    /// <param name="count">At most 64 KiB, all inside the file.</param>
    /// <exception cref="WalkRefusedException">The file became shorter.</exception>
    internal ReadOnlySpan<byte> Read(long position, int count)
    {
        if (position < _start || position + count > _start + _count)
        {
            Fill(position, count);
        }

        return _bytes.AsSpan((int)(position - _start), count);
    }

    private void Fill(long position, int least)
    {
        _ahead = position == _start + _count ? Math.Min(_ahead * 2, MostAhead) : LeastAhead;
        int want = (int)Math.Min(Math.Max(_ahead, least), Length - position);
        if (want > _bytes.Length)
        {
            _bytes = new byte[Math.Min(MostAhead, Math.Max(want, _bytes.Length * 2))];
        }

        int read = source.Read(position, _bytes.AsSpan(0, want));
        (_start, _count) = (position, read);
        BytesRead += read;
        if (read < least)
        {
            throw new WalkRefusedException(new FormatFault(InspectionReasons.Unreadable, position, $"a file of {Length} bytes"));
        }
    }
}
