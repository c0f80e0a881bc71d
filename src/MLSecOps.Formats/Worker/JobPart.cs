namespace MLSecOps.Formats.Worker;

/// <summary>The head of one part: its content follows it on the wire.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">ASCII, 1..100 characters; what it means depends on the kind.</param>
/// <param name="Length">Bytes of content, within <see cref="JobLimits.Of"/>.</param>
public sealed record JobPart(JobPartKind Kind, string Name, long Length);
