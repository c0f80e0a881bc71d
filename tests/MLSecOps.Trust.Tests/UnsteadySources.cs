using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Packages;

namespace MLSecOps.Trust.Tests;

/// <summary>Counts the bytes that were read.</summary>
internal sealed class CountingSource(byte[] content) : IByteSource
{
    public long BytesRead { get; private set; }

    public long Length => content.Length;

    public int Read(long offset, Span<byte> destination)
    {
        int count = new MemoryByteSource(content).Read(offset, destination);
        BytesRead += count;
        return count;
    }
}

/// <summary>Shows other bytes from the second reading of the index on.</summary>
internal sealed class SwitchingSource(byte[] first, byte[] second, PackageMember index) : IByteSource
{
    private bool _indexSeen;

    public bool Switched { get; private set; }

    public long Length => first.Length;

    public int Read(long offset, Span<byte> destination)
    {
        bool isIndex = offset >= index.Offset && offset < index.Offset + index.Size;
        Switched |= isIndex && _indexSeen && offset == index.Offset;
        _indexSeen |= isIndex;
        return new MemoryByteSource(Switched ? second : first).Read(offset, destination);
    }
}

/// <summary>States its full length, then has fewer bytes, except for the last KiB that closes the package.</summary>
internal sealed class ShrinkingSource(byte[] content, long end) : IByteSource
{
    public long Length => content.Length;

    public int Read(long offset, Span<byte> destination)
    {
        int count = new MemoryByteSource(content).Read(offset, destination);
        return destination.Length > 1024 ? (int)Math.Clamp(end - offset, 0, count) : count;
    }
}
