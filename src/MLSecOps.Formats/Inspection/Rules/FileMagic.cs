namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>Recognises what bytes are by how they begin.</summary>
internal static class FileMagic
{
    /// <summary>Bytes that a look needs.</summary>
    internal const int Needed = 265;

    /// <summary>What the bytes are, if that is an archive, a program or a serialised object; null for anything else.</summary>
    /// <param name="head">The first bytes.</param>
    /// <param name="tail">The last byte, for formats that end in a certain way; -1 when unknown.</param>
    internal static string? Of(ReadOnlySpan<byte> head, int tail = -1) =>
        head.StartsWith("PK\x03\x04"u8) || head.StartsWith("PK\x05\x06"u8) ? "a zip archive"
        : head.StartsWith("\x7F"u8) && head[1..].StartsWith("ELF"u8) ? "an ELF program"
        : IsPortableExecutable(head) ? "a Windows program"
        : head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B, 8]) ? "gzip data"
        : head.StartsWith("7z\xBC"u8[..2]) && head.Length > 5 && head[2] == 0xBC && head[3] == 0xAF ? "a 7z archive"
        : head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0]) ? "xz data"
        : head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]) ? "zstd data"
        : head.StartsWith("Rar!\x1A\x07"u8) ? "a rar archive"
        : head.StartsWith("BZh"u8) && head.Length > 9 && head[4..].StartsWith("1AY&SY"u8) ? "bzip2 data"
        : head.Length >= 262 && head[257..].StartsWith("ustar"u8) ? "a tar archive"
        : IsPickle(head, tail) ? "a Python pickle"
        : head.StartsWith((ReadOnlySpan<byte>)[0xCA, 0xFE, 0xBA, 0xBE]) && head.Length > 7 && head[6] == 0 ? "a Java class or Mach-O program"
        : head.StartsWith((ReadOnlySpan<byte>)[0xCF, 0xFA, 0xED, 0xFE]) || head.StartsWith((ReadOnlySpan<byte>)[0xCE, 0xFA, 0xED, 0xFE]) ? "a Mach-O program"
        : head.StartsWith((ReadOnlySpan<byte>)[0, (byte)'a', (byte)'s', (byte)'m', 1, 0, 0, 0]) ? "a WebAssembly program"
        : head.StartsWith("#!/"u8) ? "a script"
        : head.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D]) ? "an HDF5 file"
        : head.StartsWith("GGUF"u8) && head.Length > 8 && head[4] < 16 ? "a GGUF file"
        : head.StartsWith("!<arch>\n"u8) ? "a static library"
        : head.StartsWith("%PDF-"u8) ? "a PDF file"
        : EmbeddedFile.At(head);

    // The two letters alone stand in weights now and then: the header behind them must be there too.
    private static bool IsPortableExecutable(ReadOnlySpan<byte> head)
    {
        if (!head.StartsWith("MZ"u8))
        {
            return false;
        }

        if (head.Length < 64)
        {
            return head[2..].ContainsAnyInRange((byte)0, (byte)8);
        }

        int header = BitConverter.ToInt32(head[60..]);
        return header is >= 64 and < 4096 || head[2..].StartsWith((ReadOnlySpan<byte>)[0x90, 0, 3]) || head.IndexOf("DOS mode"u8) > 0;
    }

    private static bool IsPickle(ReadOnlySpan<byte> head, int tail)
    {
        if (head.Length < 3 || head[0] != 0x80 || head[1] is < 2 or > 5)
        {
            return false;
        }

        // Protocol 4 and 5 frame their content; older ones begin with a mark, a string, a global or a collection.
        return (head[1] >= 4 && head[2] == 0x95) || (tail == '.' && head[2] is (byte)'c' or (byte)'(' or (byte)'}' or (byte)']' or (byte)'X' or (byte)'U' or (byte)'K' or (byte)'N' or 0x8C);
    }
}
