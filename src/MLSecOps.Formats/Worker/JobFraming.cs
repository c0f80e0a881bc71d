using System.Buffers.Binary;
using System.Text;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Worker;

/// <summary>The frames of a job on the worker's standard input, all integers little-endian.</summary>
/// <remarks>
/// <code>
/// job  = "MLSECJB1" u32:parts part*
/// part = u8:kind u8:0 u16:name-bytes u64:content-bytes name content
/// </code>
/// Nothing follows the last part. The reader of a frame is pure: whoever holds the stream brings the bytes.
/// </remarks>
public static class JobFraming
{
    /// <summary>Bytes of the job's head.</summary>
    public const int HeadBytes = 12;

    /// <summary>Bytes of a part's head without its name.</summary>
    public const int PartHeadBytes = 12;

    private static ReadOnlySpan<byte> Magic => "MLSECJB1"u8;

    /// <summary>The head of a job.</summary>
    public static byte[] WriteHead(int parts)
    {
        byte[] head = new byte[HeadBytes];
        Magic.CopyTo(head);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), parts);
        return head;
    }

    /// <summary>The head of a part with its name.</summary>
    /// <exception cref="ArgumentException">Name or length are outside the limits; a programming error.</exception>
    public static byte[] WritePart(JobPart part)
    {
        if (!IsName(part.Name) || part.Length < 0 || part.Length > JobLimits.Of(part.Kind))
        {
            throw new ArgumentException($"A part of kind {part.Kind} and {part.Length} bytes is outside the limits.", nameof(part));
        }

        byte[] head = new byte[PartHeadBytes + part.Name.Length];
        head[0] = (byte)part.Kind;
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(2), (ushort)part.Name.Length);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(4), part.Length);
        Encoding.ASCII.GetBytes(part.Name, head.AsSpan(PartHeadBytes));
        return head;
    }

    /// <summary>Whether a name can stand in a job: printable ASCII, 1..100 characters.</summary>
    public static bool IsName(ReadOnlySpan<char> name) => name.Length is >= 1 and <= JobLimits.NameBytes && !name.ContainsAnyExceptInRange('!', '~');

    /// <summary>Reads the head of a job: the number of parts.</summary>
    /// <param name="head">Exactly <see cref="HeadBytes"/> bytes.</param>
    public static Parsed<int> ReadHead(ReadOnlySpan<byte> head)
    {
        if (head.Length != HeadBytes || !head.StartsWith(Magic))
        {
            return Fault(0, "a job");
        }

        int parts = BinaryPrimitives.ReadInt32LittleEndian(head[8..]);
        return parts is < 1 or > JobLimits.Parts ? Fault(8, $"1..{JobLimits.Parts} parts") : parts;
    }

    /// <summary>Reads the head of a part: how many bytes its name has.</summary>
    /// <param name="head">Exactly <see cref="PartHeadBytes"/> bytes.</param>
    public static Parsed<int> ReadNameLength(ReadOnlySpan<byte> head)
    {
        int length = head.Length == PartHeadBytes && head[1] == 0 ? BinaryPrimitives.ReadUInt16LittleEndian(head[2..]) : 0;
        return length is < 1 or > JobLimits.NameBytes ? Fault(2, $"a name of 1..{JobLimits.NameBytes} bytes") : length;
    }

    /// <summary>Reads the head of a part with its name.</summary>
    public static Parsed<JobPart> ReadPart(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var kind = (JobPartKind)head[0];
        long length = BinaryPrimitives.ReadInt64LittleEndian(head[4..]);
        return !Enum.IsDefined(kind) ? Fault(0, "a known kind of part")
            : length < 0 || length > JobLimits.Of(kind) ? Fault(4, $"at most {JobLimits.Of(kind)} bytes")
            : name.ContainsAnyExceptInRange((byte)'!', (byte)'~') ? Fault(PartHeadBytes, "a printable name")
            : new JobPart(kind, Encoding.ASCII.GetString(name), length);
    }

    private static FormatFault Fault(long offset, string expected) => new(RehearsalReasons.JobMalformed, offset, expected);
}
