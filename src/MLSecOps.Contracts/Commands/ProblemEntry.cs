namespace MLSecOps.Contracts.Commands;

/// <summary>One problem of a configuration file in JSON.</summary>
/// <param name="File">Path.</param>
/// <param name="Line">1-based; 0 for the whole file.</param>
/// <param name="Column">1-based; 0 for the whole file.</param>
/// <param name="Reason">Reason code.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Suggestion">The nearest right text, or null.</param>
public sealed record ProblemEntry(string File, int Line, int Column, string Reason, string Message, string? Suggestion);
