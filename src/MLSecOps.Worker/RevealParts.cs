using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>Parts of a job that tries inputs on changed copies: those of a job that asks for answers, and a plan.</summary>
internal sealed class RevealParts : IJobParts
{
    private readonly JobParts _others = new();
    private byte[]? _plan;

    /// <inheritdoc/>
    public long Bytes => _others.Bytes + (_plan?.Length ?? 0);

    /// <summary>Reads a job to the end of the stream.</summary>
    public static Parsed<RevealJob> Read(Stream input)
    {
        var parts = new RevealParts();
        return JobReader.Read(input, parts) is { } fault ? fault : parts.Complete();
    }

    /// <inheritdoc/>
    public FormatFault? Refusal(JobPart part) => part.Kind switch
    {
        JobPartKind.RevealPlan => _plan is null ? null : new FormatFault(RehearsalReasons.JobMalformed, Bytes, "one plan"),
        JobPartKind.Model or JobPartKind.ExternalData or JobPartKind.Vector => _others.Refusal(part),
        _ => new FormatFault(RehearsalReasons.JobMalformed, Bytes, "a model, its external data, a plan or an input"),
    };

    /// <inheritdoc/>
    public void Add(JobPart part, byte[] content)
    {
        if (part.Kind == JobPartKind.RevealPlan)
        {
            _plan = content;
        }
        else
        {
            _others.Add(part, content);
        }
    }

    private Parsed<RevealJob> Complete() =>
        !_others.Complete().TryGet(out RehearsalJob? job, out FormatFault? fault) ? fault
        : _plan is null ? new FormatFault(RehearsalReasons.JobMalformed, Bytes, "a plan")
        : new RevealJob(job.Model, _plan, job.ExternalData, job.Vectors);
}
