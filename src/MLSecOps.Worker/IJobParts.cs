using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>A port: takes the parts of one kind of job as they come in.</summary>
internal interface IJobParts
{
    /// <summary>Content taken so far, in bytes.</summary>
    long Bytes { get; }

    /// <summary>Why a part cannot be taken, before its content is read; null when it can.</summary>
    FormatFault? Refusal(JobPart part);

    /// <summary>Takes a part that was not refused.</summary>
    void Add(JobPart part, byte[] content);
}
