namespace MLSecOps.Core.Bytes;

/// <summary>A part of a source as a source of its own: one member of a package. Not disposed, as the source is not owned.</summary>
/// <param name="source">The whole.</param>
/// <param name="start">First byte of the part.</param>
/// <param name="length">Its length, bytes; the source may turn out to be shorter.</param>
public sealed class ByteRange(IByteSource source, long start, long length) : IByteSource
{
    /// <inheritdoc/>
    public long Length => length;

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> destination)
    {
        long rest = Math.Max(0, length - offset);
        return source.Read(start + offset, destination[..(int)Math.Min(destination.Length, rest)]);
    }
}
