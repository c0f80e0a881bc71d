namespace MLSecOps.Linux.Processes;

/// <summary>How a supervised child ended, and what it left.</summary>
/// <param name="Cause">Who ended it.</param>
/// <param name="Exit">Its exit status.</param>
/// <param name="Output">What it wrote on descriptor 1; untrusted, at most the limit.</param>
/// <param name="Diagnostics">The first bytes of what it wrote on descriptor 2; untrusted, at most the limit.</param>
/// <param name="View">Its confinement as the kernel showed it after its end; null when /proc is not readable.</param>
public sealed record SupervisedEnd(EndCause Cause, ProcessExit Exit, ReadOnlyMemory<byte> Output, ReadOnlyMemory<byte> Diagnostics, KernelView? View);
