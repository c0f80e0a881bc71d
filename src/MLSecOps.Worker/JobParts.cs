using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>Parts of a rehearsal as they come in.</summary>
internal sealed class JobParts : IJobParts
{
    private readonly Dictionary<string, byte[]> _vectors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, byte[]> _externalData = new(StringComparer.Ordinal);
    private byte[]? _model;
    private byte[]? _suite;
    private long _vectorBytes;

    /// <inheritdoc/>
    public long Bytes { get; private set; }

    /// <inheritdoc/>
    public FormatFault? Refusal(JobPart part)
    {
        if (part.Kind is not (JobPartKind.Model or JobPartKind.Suite or JobPartKind.Vector or JobPartKind.ExternalData))
        {
            return new FormatFault(RehearsalReasons.JobMalformed, Bytes, "a part of a rehearsal");
        }

        bool known = part.Kind switch
        {
            JobPartKind.Model => _model is not null,
            JobPartKind.Suite => _suite is not null,
            JobPartKind.Vector => _vectors.ContainsKey(part.Name),
            _ => _externalData.ContainsKey(part.Name),
        };
        return known ? new FormatFault(RehearsalReasons.JobMalformed, Bytes, "each part once")
            : part.Kind == JobPartKind.Vector && _vectorBytes + part.Length > JobLimits.AllVectorBytes
                ? new FormatFault(RehearsalReasons.TooLarge, Bytes, $"at most {JobLimits.AllVectorBytes} bytes of vectors")
                : null;
    }

    /// <inheritdoc/>
    public void Add(JobPart part, byte[] content)
    {
        Bytes += content.Length;
        switch (part.Kind)
        {
            case JobPartKind.Model:
                _model = content;
                break;
            case JobPartKind.Suite:
                _suite = content;
                break;
            case JobPartKind.Vector:
                _vectors.Add(part.Name, content);
                _vectorBytes += content.Length;
                break;
            default:
                _externalData.Add(part.Name, content);
                break;
        }
    }

    /// <summary>The job; a fault when there was no model.</summary>
    public Parsed<RehearsalJob> Complete() => _model is null
        ? new FormatFault(RehearsalReasons.JobMalformed, Bytes, "a model")
        : new RehearsalJob(_model, _suite, _vectors, _externalData);
}
