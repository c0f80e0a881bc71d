using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Packages;

namespace MLSecOps.Formats.Tar;

/// <summary>A ustar header in the one form that packages use.</summary>
/// <remarks>
/// POSIX.1-2017, pax, "ustar Interchange Format". Canonical means: what <see cref="Write"/> makes of name and size is the only
/// valid header for them. So reading is: take name and size, write the header anew, and compare all 512 bytes; no field can then
/// have a second reading. The prefix field is empty, but for the index of a file whose path is too long to stand behind
/// <c>index/</c> in the name field: then it is <c>index</c>.
/// </remarks>
/// <param name="Name">Member name: a path of at most 100 bytes, or <c>index/</c> and such a path. Whether the path is allowed is for the reader.</param>
/// <param name="Size">Content length in bytes, at most <see cref="Limits.FileBytes"/>.</param>
public readonly record struct TarHeader(string Name, long Size)
{
    /// <summary>Length of a header, and the unit to which content is padded, in bytes.</summary>
    public const int BlockSize = 512;

    /// <summary>Two zero blocks close an archive.</summary>
    public const int EndSize = 2 * BlockSize;

    private const int SizeField = 124;
    private const int SizeDigits = 11;
    private const int ChecksumField = 148;
    private const int PrefixField = 345;
    private const int PrefixSize = 155;

    /// <summary>Bytes of zero padding after content of this size.</summary>
    public static int PaddingOf(long size) => (int)(-size & (BlockSize - 1));

    /// <summary>Reads one header.</summary>
    /// <param name="block">512 bytes; untrusted.</param>
    /// <param name="offset">Where the block stands in the package, for faults.</param>
    public static Parsed<TarHeader> Read(ReadOnlySpan<byte> block, long offset)
    {
        if (block.Length < BlockSize)
        {
            return new FormatFault(PackageReasons.Truncated, offset + block.Length, "a header of 512 bytes", $"{block.Length} bytes");
        }

        block = block[..BlockSize];
        if (!TryReadName(block, out string name))
        {
            return new FormatFault(PackageReasons.PathInvalid, offset, "a printable ASCII path of 1 to 100 bytes, padded with zeros");
        }

        if (!TryReadOctal(block.Slice(SizeField, SizeDigits), out long size))
        {
            return new FormatFault(PackageReasons.HeaderInvalid, offset + SizeField, "a size of eleven octal digits");
        }

        TarHeader header = new(name, size);
        Span<byte> canonical = stackalloc byte[BlockSize];
        header.Write(canonical);
        int same = block.CommonPrefixLength(canonical);
        return same == BlockSize
            ? header
            : new FormatFault(PackageReasons.HeaderInvalid, offset + same, $"{FieldAt(same)}: 0x{canonical[same]:x2}", $"0x{block[same]:x2}");
    }

    /// <summary>Writes the header.</summary>
    /// <param name="block">Receives 512 bytes.</param>
    /// <exception cref="InvalidOperationException">Name or size are outside the format; a programming error.</exception>
    public void Write(Span<byte> block)
    {
        if (Size is < 0 or > Limits.FileBytes || !Fits(Name))
        {
            throw new InvalidOperationException("A tar member outside the format's limits.");
        }

        block = block[..BlockSize];
        block.Clear();
        bool split = Name.Length > Limits.PathBytes;
        Encoding.ASCII.GetBytes(split ? Name.AsSpan(PackageNames.IndexFolder.Length) : Name, block);
        if (split)
        {
            "index"u8.CopyTo(block[PrefixField..]);
        }

        "0000644\0"u8.CopyTo(block[100..]);
        "0000000\0"u8.CopyTo(block[108..]);
        "0000000\0"u8.CopyTo(block[116..]);
        WriteOctal(Size, block.Slice(SizeField, SizeDigits));
        "00000000000\0"u8.CopyTo(block[136..]);
        // The checksum is computed with its own field as spaces.
        "        "u8.CopyTo(block[ChecksumField..]);
        block[156] = (byte)'0';
        "ustar\0"u8.CopyTo(block[257..]);
        "00"u8.CopyTo(block[263..]);
        int sum = 0;
        foreach (byte value in block)
        {
            sum += value;
        }

        WriteOctal(sum, block.Slice(ChecksumField, 6));
        block[ChecksumField + 6] = 0;
        block[ChecksumField + 7] = (byte)' ';
    }

    private static bool TryReadName(ReadOnlySpan<byte> block, out string name)
    {
        ReadOnlySpan<byte> text = TextOf(block[..Limits.PathBytes]);
        ReadOnlySpan<byte> prefix = TextOf(block.Slice(PrefixField, PrefixSize));
        name = prefix.IsEmpty ? Encoding.ASCII.GetString(text) : $"{Encoding.ASCII.GetString(prefix)}/{Encoding.ASCII.GetString(text)}";
        return !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)0x20, (byte)0x7e) && Fits(name);
    }

    private static ReadOnlySpan<byte> TextOf(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    private static bool Fits(string? name) =>
        name is { Length: > 0 } && Ascii.IsValid(name)
        && (name.Length <= Limits.PathBytes
            || (name.StartsWith(PackageNames.IndexFolder, StringComparison.Ordinal) && name.Length <= Limits.PathBytes + PackageNames.IndexFolder.Length));

    private static bool TryReadOctal(ReadOnlySpan<byte> digits, out long value)
    {
        value = 0;
        foreach (byte digit in digits)
        {
            if (digit is < (byte)'0' or > (byte)'7')
            {
                return false;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return true;
    }

    private static void WriteOctal(long value, Span<byte> digits)
    {
        for (int i = digits.Length - 1; i >= 0; i--)
        {
            digits[i] = (byte)('0' + (int)(value & 7));
            value >>= 3;
        }
    }

    private static string FieldAt(int offset) => offset switch
    {
        < 100 => "name",
        < 108 => "mode",
        < 116 => "uid",
        < 124 => "gid",
        < 136 => "size",
        < 148 => "mtime",
        < 156 => "checksum",
        156 => "type (regular file)",
        < 257 => "link name (empty)",
        < 265 => "magic and version",
        < 329 => "owner names (empty)",
        < 345 => "device numbers (empty)",
        _ => "prefix",
    };
}
