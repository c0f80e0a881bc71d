using MLSecOps.Core.Bytes;

namespace MLSecOps.Cli.Files;

/// <summary>A part of a source as a source of its own: one member of a package.</summary>
internal sealed class ByteRange(IByteSource source, long start, long length) : IByteSource
{
    public long Length => length;

    public int Read(long offset, Span<byte> destination)
    {
        long rest = Math.Max(0, length - offset);
        return source.Read(start + offset, destination[..(int)Math.Min(destination.Length, rest)]);
    }
}
