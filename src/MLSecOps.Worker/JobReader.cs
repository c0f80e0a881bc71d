using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>Reads a job from standard input into memory, within <see cref="JobLimits"/>.</summary>
internal static class JobReader
{
    /// <summary>What is allocated on the word of a part's head alone.</summary>
    internal const int FirstPiece = 1 << 20;

    private const int Growth = 4;

    /// <summary>Reads a rehearsal to the end of the stream.</summary>
    public static Parsed<RehearsalJob> Read(Stream input)
    {
        var parts = new JobParts();
        return Read(input, parts) is { } fault ? fault : parts.Complete();
    }

    /// <summary>Reads parts to the end of the stream.</summary>
    /// <returns>What is wrong with the job; null when nothing is.</returns>
    public static FormatFault? Read(Stream input, IJobParts parts)
    {
        try
        {
            byte[] head = new byte[JobFraming.HeadBytes];
            input.ReadExactly(head);
            if (!JobFraming.ReadHead(head).TryGet(out int count, out FormatFault? fault))
            {
                return fault;
            }

            for (int index = 0; index < count; index++)
            {
                if (ReadPart(input, parts) is { } bad)
                {
                    return bad;
                }
            }

            return input.ReadByte() < 0 ? null : new FormatFault(RehearsalReasons.JobMalformed, parts.Bytes, "the end of the job");
        }
        catch (EndOfStreamException)
        {
            return new FormatFault(RehearsalReasons.JobMalformed, parts.Bytes, "the rest of the job");
        }
    }

    private static FormatFault? ReadPart(Stream input, IJobParts parts)
    {
        byte[] head = new byte[JobFraming.PartHeadBytes];
        input.ReadExactly(head);
        if (!JobFraming.ReadNameLength(head).TryGet(out int nameLength, out FormatFault? fault))
        {
            return fault;
        }

        byte[] name = new byte[nameLength];
        input.ReadExactly(name);
        if (!JobFraming.ReadPart(head, name).TryGet(out JobPart? part, out fault) || (fault = parts.Refusal(part)) is not null)
        {
            return fault;
        }

        parts.Add(part, ReadContent(input, (int)part.Length));
        return null;
    }

    // A head can state a gibibyte and bring nothing: memory grows with what has arrived, in steps so large that little is copied twice.
    private static byte[] ReadContent(Stream input, int length)
    {
        byte[] content = new byte[Math.Min(length, FirstPiece)];
        input.ReadExactly(content);
        while (content.Length < length)
        {
            int read = content.Length;
            Array.Resize(ref content, read > length / Growth ? length : read * Growth);
            input.ReadExactly(content.AsSpan(read));
        }

        return content;
    }
}
