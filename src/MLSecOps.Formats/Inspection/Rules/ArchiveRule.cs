using System.Buffers.Binary;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Inspection;

namespace MLSecOps.Formats.Inspection.Rules;

/// <summary>ARCHIVE: the file is, or can also be opened as, something else than a model.</summary>
/// <remarks>CVE-2024-5187 came from unpacking such a file. Our own package format is read by <c>Formats.Packages</c>, which refuses links, traversal, duplicates and counts beyond its limits by itself.</remarks>
internal static class ArchiveRule
{
    private const int EndRecordBytes = 22;
    private const int MostComment = ushort.MaxValue;
    private const int MostHead = 1024;

    /// <summary>Looks at the first and the last bytes. At most 70 KiB are read, and four bytes for each mark of an end that stands there.</summary>
    internal static InspectionFinding? Find(IByteSource file)
    {
        byte[] head = Read(file, 0, FileMagic.Needed);
        byte[] last = Read(file, Math.Max(0, file.Length - 1), 1);
        if (FileMagic.Of(head, last.Length == 1 ? last[0] : -1) is { } magic)
        {
            return InspectionFinding.Of(InspectionRules.Archive, "model", $"the file begins as {magic}");
        }

        if (Opens(Read(file, 0, MostHead)) is { } sought)
        {
            return InspectionFinding.Of(InspectionRules.Archive, "model", $"{sought} begins in the first {MostHead} bytes, where tools that open such files seek it");
        }

        return EndsAsZip(file) ? InspectionFinding.Of(InspectionRules.Archive, "model", "the file ends as a zip archive: tools that read zip from its end open it") : null;
    }

    // Readers of these skip what stands before: a stub that unpacks, a mark of a mail program. Web pages are opened by their first tag.
    private static string? Opens(ReadOnlySpan<byte> head)
    {
        ReadOnlySpan<byte> text = head.TrimStart(" \t\r\n\xEF\xBB\xBF"u8);
        return head.IndexOf("%PDF-"u8) >= 0 ? "a PDF file"
            : head.IndexOf("Rar!\x1A\x07"u8) >= 0 ? "a rar archive"
            : head.IndexOf((ReadOnlySpan<byte>)[(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C]) >= 0 ? "a 7z archive"
            : text.StartsWith("<!DOCTYPE"u8) || text.StartsWith("<html"u8) || text.StartsWith("<script"u8) || text.StartsWith("<?xml"u8) || text.StartsWith("<svg"u8) ? "a web page"
            : null;
    }

    // A zip's directory is found from its end; the record there says how long the directory is, and the comment behind it. Some readers do not mind if more follows than the comment.
    private static bool EndsAsZip(IByteSource file)
    {
        long start = Math.Max(0, file.Length - EndRecordBytes - MostComment);
        ReadOnlySpan<byte> tail = Read(file, start, EndRecordBytes + MostComment);
        for (int at = tail.LastIndexOf("PK\x05\x06"u8); at >= 0; at = tail[..at].LastIndexOf("PK\x05\x06"u8))
        {
            if (at + EndRecordBytes > tail.Length)
            {
                continue;
            }

            long directory = start + at - BinaryPrimitives.ReadUInt32LittleEndian(tail[(at + 12)..]);
            if (BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + 20)..]) == tail.Length - at - EndRecordBytes
                || (at >= 20 && tail[(at - 20)..].StartsWith("PK\x06\x07"u8))
                || (directory >= 0 && Read(file, directory, 4).AsSpan().SequenceEqual("PK\x01\x02"u8)))
            {
                return true;
            }
        }

        return false;
    }

    private static byte[] Read(IByteSource file, long offset, int count)
    {
        byte[] bytes = new byte[(int)Math.Min(count, Math.Max(0, file.Length - offset))];
        return bytes[..file.Read(offset, bytes)];
    }
}
