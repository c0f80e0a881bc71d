namespace MLSecOps.Core.Bytes;

/// <summary>Bytes that are already in memory.</summary>
public sealed class MemoryByteSource(ReadOnlyMemory<byte> content) : IByteSource
{
    /// <inheritdoc/>
    public long Length => content.Length;

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> destination)
    {
        if (offset >= content.Length)
        {
            return 0;
        }

        ReadOnlySpan<byte> rest = content.Span[(int)offset..];
        int count = Math.Min(rest.Length, destination.Length);
        rest[..count].CopyTo(destination);
        return count;
    }
}
