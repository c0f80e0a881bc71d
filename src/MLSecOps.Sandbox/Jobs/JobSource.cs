using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Sandbox.Jobs;

/// <summary>One part of a job and where its content comes from.</summary>
internal sealed record JobSource(JobPart Part, IByteSource Content);
