using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace MLSecOps.TestKit.Onnx.Hostile;

/// <summary>Beginnings of files that are no models: enough of each for the tools that open it to know it. None of them does anything.</summary>
internal static class ForeignFiles
{
    private static readonly byte[] Filling = [.. Enumerable.Range(0, 900).Select(index => (byte)((index * 37) ^ (index >> 3)))];

    /// <summary>An ELF program for x86-64.</summary>
    internal static byte[] Elf { get; } = Cut([0x7F, .. "ELF"u8, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0x3E, 0, 1, 0, 0, 0, 0x40, 0x10, 0, 0, 0, 0, 0, 0, .. Filling]);

    /// <summary>A Windows program.</summary>
    internal static byte[] WindowsProgram { get; } = Cut(
    [
        .. "MZ"u8, 0x90, 0, 3, 0, 0, 0, 4, 0, 0, 0, 0xFF, 0xFF, 0, 0, .. new byte[44], 0x80, 0, 0, 0, 0x0E, 0x1F, 0xBA, 0x0E, 0, 0xB4, 9, 0xCD, 0x21, 0xB8, 1, 0x4C, 0xCD, 0x21,
        .. "This program cannot be run in DOS mode.\r\r\n$"u8, .. new byte[6], .. "PE\0\0"u8, 0x64, 0x86, .. Filling,
    ]);

    /// <summary>A Mach-O program for arm64.</summary>
    internal static byte[] MachO { get; } = Cut([0xCF, 0xFA, 0xED, 0xFE, 0x0C, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, .. Filling]);

    /// <summary>A Java class.</summary>
    internal static byte[] JavaClass { get; } = Cut([0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 0x3D, 0, 0x1D, .. Filling]);

    /// <summary>A WebAssembly program.</summary>
    internal static byte[] WebAssembly { get; } = Cut([0, .. "asm"u8, 1, 0, 0, 0, 1, 4, 1, 0x60, .. Filling]);

    /// <summary>Compiled Python 3.12.</summary>
    internal static byte[] PythonBytecode { get; } = Cut([0xCB, 0x0D, 0x0D, 0x0A, 0, 0, 0, 0, 0x10, 0x20, 0x30, 0x65, 0x40, 1, 0, 0, 0xE3, 0, 0, 0, 0, .. Filling]);

    /// <summary>A Python pickle of protocol 4 that calls a function.</summary>
    internal static byte[] Pickle { get; } = [0x80, 4, 0x95, 0x20, 0, 0, 0, 0, 0, 0, 0, 0x8C, 5, .. "posix"u8, 0x94, 0x8C, 6, .. "system"u8, 0x94, 0x93, 0x94, 0x8C, 4, .. "true"u8, 0x94, 0x85, 0x94, .. "R."u8];

    /// <summary>A Python pickle of protocol 0, which is text.</summary>
    internal static byte[] TextPickle { get; } = [.. "cposix\nsystem\np0\n(S'true'\np1\ntp2\nRp3\n."u8];

    /// <summary>A shell script.</summary>
    internal static byte[] Script { get; } = Cut([.. "#!/bin/sh\nset -e\n"u8, .. Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 60).Select(index => $"step_{index} \"$HOME\" && x={index}\n")))]);

    /// <summary>A PDF file.</summary>
    internal static byte[] Pdf { get; } = Cut([.. "%PDF-1.7\n1 0 obj\n<< /OpenAction 2 0 R >>\nendobj\n"u8, .. Filling]);

    /// <summary>An xz stream.</summary>
    internal static byte[] Xz { get; } = Cut([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, 0, 4, 0xE6, 0xD6, 0xB4, 0x46, .. Filling]);

    /// <summary>A 7z archive.</summary>
    internal static byte[] SevenZip { get; } = Cut([(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C, 0, 4, .. Filling]);

    /// <summary>A cabinet archive.</summary>
    internal static byte[] Cabinet { get; } = Cut([.. "MSCF"u8, 0, 0, 0, 0, 0x40, 2, 0, 0, 0, 0, 0, 0, 0x2C, 0, 0, 0, 0, 0, 0, 0, 3, 1, .. Filling]);

    /// <summary>A zip archive of one stored file.</summary>
    internal static byte[] Zip { get; } = MakeZip();

    /// <summary>A gzip stream.</summary>
    internal static byte[] Gzip { get; } = MakeGzip();

    /// <summary>A tar archive of one file.</summary>
    internal static byte[] Tar { get; } = MakeTar();

    /// <summary>The first bytes, a whole number of eight-byte elements.</summary>
    internal static byte[] Cut(byte[] bytes) => bytes[..(bytes.Length / 8 * 8)];

    /// <summary>Lengthened to a number of bytes.</summary>
    internal static byte[] Fill(byte[] bytes, int length) => [.. bytes, .. Enumerable.Range(0, (length - bytes.Length + Filling.Length - 1) / Filling.Length).SelectMany(_ => Filling).Take(length - bytes.Length)];

    private static byte[] MakeZip()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            using Stream entry = zip.CreateEntry("payload.py", CompressionLevel.NoCompression).Open();
            entry.Write(Filling);
        }

        return bytes.ToArray();
    }

    private static byte[] MakeGzip()
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Filling);
        }

        return bytes.ToArray();
    }

    private static byte[] MakeTar()
    {
        using var bytes = new MemoryStream();
        using (var tar = new TarWriter(bytes, TarEntryFormat.Ustar, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, "payload.py") { DataStream = new MemoryStream(Filling), ModificationTime = DateTimeOffset.UnixEpoch });
        }

        return bytes.ToArray();
    }
}
