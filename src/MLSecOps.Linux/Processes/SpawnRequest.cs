using Microsoft.Win32.SafeHandles;

namespace MLSecOps.Linux.Processes;

/// <summary>A program to start: with an empty environment, in <c>/</c>, every signal at its default, and no descriptor but these three.</summary>
/// <param name="Path">Absolute path of the program.</param>
/// <param name="Arguments">The whole argument vector, the program's name first.</param>
/// <param name="Input">Becomes descriptor 0.</param>
/// <param name="Output">Becomes descriptor 1.</param>
/// <param name="Diagnostics">Becomes descriptor 2.</param>
public sealed record SpawnRequest(string Path, IReadOnlyList<string> Arguments, SafeFileHandle Input, SafeFileHandle Output, SafeFileHandle Diagnostics);
