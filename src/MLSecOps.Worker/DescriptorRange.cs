using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Bytes;

namespace MLSecOps.Worker;

/// <summary>A range of one of the files that the launcher handed over, read by position.</summary>
/// <param name="file">The descriptor; read-only.</param>
/// <param name="offset">First byte.</param>
/// <param name="length">Bytes.</param>
internal sealed class DescriptorRange(SafeFileHandle file, long offset, long length) : IByteSource
{
    /// <inheritdoc/>
    public long Length { get; } = length;

    /// <summary>The range of a descriptor; null when the file ends before it, or is none.</summary>
    public static DescriptorRange? Of(int descriptor, long offset, long length)
    {
        var file = new SafeFileHandle(descriptor, ownsHandle: false);
        try
        {
            return RandomAccess.GetLength(file) - offset >= length ? new DescriptorRange(file, offset, length) : null;
        }
        catch (Exception none) when (none is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public int Read(long position, Span<byte> destination)
    {
        long left = Length - position;
        if (left <= 0)
        {
            return 0;
        }

        destination = left < destination.Length ? destination[..(int)left] : destination;
        int total = 0;
        while (total < destination.Length)
        {
            int count = RandomAccess.Read(file, destination[total..], offset + position + total);
            if (count == 0)
            {
                break;
            }

            total += count;
        }

        return total;
    }
}
