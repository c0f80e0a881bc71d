using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Tar;

namespace MLSecOps.Formats.Packages;

/// <summary>Walks the members of a package from one header to the next; content is skipped, padding is checked.</summary>
/// <remarks>Reads at most 1 KiB per member. After a fault the position is unchanged.</remarks>
internal sealed class TarCursor(IByteSource source, long position)
{
    /// <summary>Where the next header stands, bytes from the start of the package.</summary>
    public long Position { get; private set; } = position;

    /// <summary>Reads the next header without moving.</summary>
    public Parsed<TarHeader> Peek()
    {
        Span<byte> block = stackalloc byte[TarHeader.BlockSize];
        int count = ReadFully(Position, block);
        return TarHeader.Read(block[..count], Position);
    }

    /// <summary>True when the next block is zero: the archive ends here, or claims to.</summary>
    public bool AtEnd()
    {
        Span<byte> block = stackalloc byte[TarHeader.BlockSize];
        int count = ReadFully(Position, block);
        return count == block.Length && !block.ContainsAnyExcept((byte)0);
    }

    /// <summary>Reads the next header, checks that its content fits and that the padding is zero, and moves behind it.</summary>
    public Parsed<PackageMember> Next()
    {
        if (!Peek().TryGet(out TarHeader header, out FormatFault? fault))
        {
            return fault;
        }

        long content = Position + TarHeader.BlockSize;
        long end = content + header.Size;
        int padding = TarHeader.PaddingOf(header.Size);
        if (end + padding > source.Length)
        {
            return new FormatFault(PackageReasons.Truncated, source.Length, $"{header.Size} bytes of {header.Name}, padded", $"{Math.Max(0, source.Length - content)} bytes");
        }

        if (FindNonZero(end, padding) is { } bad)
        {
            return bad;
        }

        Position = end + padding;
        return new PackageMember(header.Name, content, header.Size);
    }

    /// <summary>Reads a member's content whole.</summary>
    /// <param name="member">A member of at most a few MiB; the caller has checked its size.</param>
    public Parsed<ReadOnlyMemory<byte>> Content(PackageMember member)
    {
        byte[] content = new byte[member.Size];
        int count = ReadFully(member.Offset, content);
        return count == content.Length
            ? (ReadOnlyMemory<byte>)content
            : new FormatFault(PackageReasons.Truncated, member.Offset + count, $"{member.Size} bytes of {member.Name}", $"{count} bytes");
    }

    /// <summary>Checks that two zero blocks and nothing else follow.</summary>
    /// <returns>Null when the package ends as it must.</returns>
    public FormatFault? End()
    {
        if (source.Length < Position + TarHeader.EndSize)
        {
            return new FormatFault(PackageReasons.Truncated, source.Length, "two zero blocks of 512 bytes", $"{Math.Max(0, source.Length - Position)} bytes");
        }

        return FindNonZero(Position, TarHeader.EndSize)
            ?? (source.Length > Position + TarHeader.EndSize
                ? new FormatFault(PackageReasons.TrailingBytes, Position + TarHeader.EndSize, "end of file", $"{source.Length - Position - TarHeader.EndSize} more bytes")
                : null);
    }

    private FormatFault? FindNonZero(long offset, int length)
    {
        Span<byte> bytes = stackalloc byte[TarHeader.EndSize];
        bytes = bytes[..length];
        int count = ReadFully(offset, bytes);
        if (count < length)
        {
            return new FormatFault(PackageReasons.Truncated, offset + count, "zero padding", "end of file");
        }

        int bad = bytes.IndexOfAnyExcept((byte)0);
        return bad < 0 ? null : new FormatFault(PackageReasons.PaddingInvalid, offset + bad, "0x00", $"0x{bytes[bad]:x2}");
    }

    private int ReadFully(long offset, Span<byte> destination)
    {
        int read = 0;
        while (read < destination.Length)
        {
            int count = source.Read(offset + read, destination[read..]);
            if (count == 0)
            {
                break;
            }

            read += count;
        }

        return read;
    }
}
