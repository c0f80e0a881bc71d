using MLSecOps.Core.Findings;

namespace MLSecOps.Core.Bytes;

/// <summary>Why untrusted bytes could not be read, and where.</summary>
/// <param name="Reason">The stable cause.</param>
/// <param name="Offset">Absolute offset in bytes from the start of what was being read.</param>
/// <param name="Expected">What the format asks for there; no bytes from outside.</param>
/// <param name="Found">What was there; may be text from outside: escape before printing.</param>
public sealed record FormatFault(Reason Reason, long Offset, string? Expected = null, string? Found = null);
