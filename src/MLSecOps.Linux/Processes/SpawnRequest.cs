using Microsoft.Win32.SafeHandles;

namespace MLSecOps.Linux.Processes;

/// <summary>A program to start: with an empty environment, in <c>/</c>, every signal at its default, and no descriptor but those named here.</summary>
/// <param name="Path">Absolute path of the program.</param>
/// <param name="Arguments">The whole argument vector, the program's name first.</param>
/// <param name="Input">Becomes descriptor 0.</param>
/// <param name="Output">Becomes descriptor 1.</param>
/// <param name="Diagnostics">Becomes descriptor 2.</param>
public sealed record SpawnRequest(string Path, IReadOnlyList<string> Arguments, SafeFileHandle Input, SafeFileHandle Output, SafeFileHandle Diagnostics)
{
    /// <summary>The most of <see cref="Files"/>.</summary>
    public const int MaxFiles = 8;

    /// <summary>Regular files that the program may read: they become descriptors 3, 4 and so on, each opened afresh and read-only, so that the program shares neither rights nor position with these handles. At most <see cref="MaxFiles"/>; they stay the caller's.</summary>
    public IReadOnlyList<SafeFileHandle> Files { get; init; } = [];
}
