using System.Buffers;
using System.Buffers.Binary;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>Finds programs, archives and serialised objects anywhere in bytes, by marks so long that good weights do not hold them by chance (seven bytes and more, or fewer with a checked header).</summary>
internal static class EmbeddedFile
{
    private const int DosHeader = 64;

    // The byte of each mark that is looked for: its first, but for those that begin with a byte that weights are full of.
    private static readonly SearchValues<byte> Anchors = SearchValues.Create([0x7F, .. "MP7RBu#%!Gcda\r"u8, 0x1F, 0xFD, 0x80, 0xCA, 0xCE, 0xCF, 0x89, 0xAC, 0xD0]);

    /// <summary>What the bytes hold, wherever it begins; null for nothing. O(n).</summary>
    internal static string? In(ReadOnlySpan<byte> bytes)
    {
        for (int at = 0; at < bytes.Length; at++)
        {
            int next = bytes[at..].IndexOfAny(Anchors);
            if (next < 0)
            {
                return null;
            }

            at += next;
            int start = bytes[at] is (byte)'a' or (byte)'\r' ? at - 1 : at;
            if (start >= 0 && At(bytes[start..]) is { } found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>What the bytes hold when they are read from the last to the first; null for nothing.</summary>
    internal static string? Backwards(ReadOnlySpan<byte> bytes)
    {
        byte[] turned = bytes.ToArray();
        turned.AsSpan().Reverse();
        return In(turned);
    }

    /// <summary>What begins here; null for nothing. By the first byte, since most places of weights are ruled out by the second.</summary>
    internal static string? At(ReadOnlySpan<byte> bytes) => bytes.Length < 8 ? null : IsBytecode(bytes) ? "compiled Python" : bytes[0] switch
    {
        0x00 => bytes.StartsWith("\0asm\x01\0\0\0"u8) ? "a WebAssembly program" : null,
        0x1F => IsGzip(bytes) ? "gzip data" : null,
        0x7F => IsElf(bytes) ? "an ELF program" : null,
        0x80 or (byte)'c' => IsPickle(bytes) ? "a Python pickle" : null,
        0x89 => bytes.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A]) ? "an HDF5 file" : null,
        0xAC => bytes.StartsWith((ReadOnlySpan<byte>)[0xAC, 0xED, 0, 5, 0x73, 0x72]) ? "a serialised Java object" : null,
        0xCA => bytes.StartsWith((ReadOnlySpan<byte>)[0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0]) && bytes[7] is >= 0x2D and < 0x60 ? "a Java class" : null,
        0xCE or 0xCF => IsMachO(bytes) ? "a Mach-O program" : null,
        0xD0 => bytes.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) ? "an OLE document" : null,
        0xFD => bytes.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? "xz data" : null,
        (byte)'!' => bytes.StartsWith("!<arch>\n"u8) ? "a static library" : null,
        (byte)'#' => bytes.StartsWith("#!/bin/"u8) || bytes.StartsWith("#!/usr/"u8) ? "a script" : null,
        (byte)'%' => bytes.StartsWith("%PDF-1."u8) || bytes.StartsWith("%PDF-2."u8) ? "a PDF file" : null,
        (byte)'7' => bytes.StartsWith((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C]) ? "a 7z archive" : null,
        (byte)'B' => bytes.StartsWith("BZh"u8) && bytes[4..].StartsWith("1AY&"u8) ? "bzip2 data" : null,
        (byte)'G' => bytes.StartsWith("GGUF"u8) && bytes[4] is > 0 and < 16 && bytes[5] == 0 && bytes[6] == 0 && bytes[7] == 0 ? "a GGUF file" : null,
        (byte)'M' => IsWindowsProgram(bytes) ? "a Windows program" : bytes.StartsWith("MSCF\0\0\0\0"u8) ? "a cabinet archive" : null,
        (byte)'P' => IsZip(bytes) ? "a zip archive" : null,
        (byte)'R' => bytes.StartsWith("Rar!\x1A\x07"u8) ? "a rar archive" : null,
        (byte)'d' => bytes.StartsWith("dex\n03"u8) ? "an Android program" : null,
        (byte)'u' => bytes.StartsWith("ustar\000"u8) || bytes.StartsWith("ustar  \0"u8) ? "a tar archive" : null,
        _ => null,
    };

    private static bool IsMachO(ReadOnlySpan<byte> bytes) => bytes[1..].StartsWith((ReadOnlySpan<byte>)[0xFA, 0xED, 0xFE]) && bytes[4] is 7 or 12 && bytes[5] == 0 && bytes[6] == 0;

    private static bool IsElf(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x7F, (byte)'E', (byte)'L', (byte)'F']) && bytes[4] is 1 or 2 && bytes[5] is 1 or 2 && bytes[6] == 1;

    private static bool IsWindowsProgram(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("MZ"u8) || bytes.Length < DosHeader)
        {
            return false;
        }

        int header = BinaryPrimitives.ReadInt32LittleEndian(bytes[60..]);
        return (header >= DosHeader && header <= bytes.Length - 4 && bytes[header..].StartsWith("PE\0\0"u8))
            || bytes[..Math.Min(bytes.Length, 256)].IndexOf("run in DOS mode"u8) > 0;
    }

    private static bool IsZip(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\x03\x04"u8) && bytes[4] < 64 && bytes[5] < 4 && (bytes.Length < 10 || bytes[9] == 0);

    private static bool IsGzip(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]) && bytes.Length >= 10 && bytes[3] < 0x20 && bytes[8] is 0 or 2 or 4 && bytes[9] is < 14 or 255;

    // Protocols 4 and 5 frame their content; older ones begin with a name as two lines; the oldest is text altogether.
    private static bool IsPickle(ReadOnlySpan<byte> bytes) => bytes[0] switch
    {
        0x80 when bytes[1] is 4 or 5 && bytes[2] == 0x95 => bytes.Length >= 11 && BinaryPrimitives.ReadInt64LittleEndian(bytes[3..]) is > 0 and < int.MaxValue,
        0x80 when bytes[1] is 2 or 3 && bytes[2] == (byte)'c' => IsGlobal(bytes[3..]),
        (byte)'c' => bytes.StartsWith("cposix\nsystem\n"u8) || bytes.StartsWith("cos\nsystem\n"u8) || bytes.StartsWith("cnt\nsystem\n"u8) || bytes.StartsWith("c__builtin__\n"u8)
            || bytes.StartsWith("cbuiltins\n"u8) || bytes.StartsWith("csubprocess\n"u8),
        _ => false,
    };

    private static bool IsGlobal(ReadOnlySpan<byte> bytes)
    {
        int line = bytes.IndexOf((byte)'\n');
        return line is > 1 and < 64 && !bytes[..line].ContainsAnyExceptInRange((byte)'.', (byte)'z');
    }

    // Two bytes of version, carriage return, line feed; then flags, which are 0, 1 or 3 (PEP 552).
    private static bool IsBytecode(ReadOnlySpan<byte> bytes) =>
        bytes[1] is >= 0x0C and <= 0x0F && bytes[2] == '\r' && bytes[3] == '\n' && bytes[4] is 0 or 1 or 3 && bytes[5] == 0 && bytes[6] == 0 && bytes[7] == 0 && bytes.Length > 16;
}
