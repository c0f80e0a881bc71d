using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>Reads a job from standard input into memory, within <see cref="JobLimits"/>.</summary>
internal static class JobReader
{
    /// <summary>Reads to the end of the stream.</summary>
    public static Parsed<RehearsalJob> Read(Stream input)
    {
        var parts = new JobParts();
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

            return input.ReadByte() < 0 ? parts.Complete() : new FormatFault(RehearsalReasons.JobMalformed, parts.Bytes, "the end of the job");
        }
        catch (EndOfStreamException)
        {
            return new FormatFault(RehearsalReasons.JobMalformed, parts.Bytes, "the rest of the job");
        }
    }

    private static FormatFault? ReadPart(Stream input, JobParts parts)
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

        byte[] content = new byte[part.Length];
        input.ReadExactly(content);
        parts.Add(part, content);
        return null;
    }
}
