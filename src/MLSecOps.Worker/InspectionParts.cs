using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>Parts of an inspection as they come in.</summary>
internal sealed class InspectionParts : IJobParts
{
    private byte[]? _job;

    /// <inheritdoc/>
    public long Bytes { get; private set; }

    /// <summary>The bytes of <c>inspection.json</c>; null when there are none.</summary>
    public ReadOnlyMemory<byte>? Policy { get; private set; }

    /// <summary>The bytes of the bill of materials; null when there are none.</summary>
    public ReadOnlyMemory<byte>? Bom { get; private set; }

    /// <inheritdoc/>
    public FormatFault? Refusal(JobPart part) => part.Kind switch
    {
        JobPartKind.InspectionJob when _job is null => null,
        JobPartKind.InspectionPolicy when Policy is null => null,
        JobPartKind.BillOfMaterials when Bom is null => null,
        _ => new FormatFault(InspectionReasons.JobMalformed, Bytes, "a part of an inspection, once"),
    };

    /// <inheritdoc/>
    public void Add(JobPart part, byte[] content)
    {
        Bytes += content.Length;
        switch (part.Kind)
        {
            case JobPartKind.InspectionJob: _job = content; break;
            case JobPartKind.InspectionPolicy: Policy = content; break;
            default: Bom = content; break;
        }
    }

    /// <summary>The job; a fault when there was none, or it is malformed.</summary>
    public Parsed<InspectionJob> Complete() => _job is null ? new FormatFault(InspectionReasons.JobMalformed, Bytes, "a job") : InspectionJobParser.Parse(_job);
}
