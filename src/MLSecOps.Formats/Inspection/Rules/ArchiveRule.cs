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

    /// <summary>Looks at the first and the last bytes. At most 65,822 bytes are read.</summary>
    internal static InspectionFinding? Find(IByteSource file)
    {
        byte[] head = Read(file, 0, FileMagic.Needed);
        byte[] last = Read(file, Math.Max(0, file.Length - 1), 1);
        if (FileMagic.Of(head, last.Length == 1 ? last[0] : -1) is { } magic)
        {
            return InspectionFinding.Of(InspectionRules.Archive, "model", $"the file begins as {magic}");
        }

        return EndsAsZip(file) ? InspectionFinding.Of(InspectionRules.Archive, "model", "the file ends as a zip archive: tools that read zip from its end open it") : null;
    }

    // A zip's directory is found from its end; the record there says how long the comment behind it is.
    private static bool EndsAsZip(IByteSource file)
    {
        long start = Math.Max(0, file.Length - EndRecordBytes - MostComment);
        ReadOnlySpan<byte> tail = Read(file, start, EndRecordBytes + MostComment);
        for (int at = tail.LastIndexOf("PK\x05\x06"u8); at >= 0; at = tail[..at].LastIndexOf("PK\x05\x06"u8))
        {
            if (at + EndRecordBytes <= tail.Length && BinaryPrimitives.ReadUInt16LittleEndian(tail[(at + 20)..]) == tail.Length - at - EndRecordBytes)
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
