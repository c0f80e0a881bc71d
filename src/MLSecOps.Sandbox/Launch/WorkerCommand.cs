using Microsoft.Win32.SafeHandles;

namespace MLSecOps.Sandbox.Launch;

/// <summary>Which program does which job, and what it may read besides its input.</summary>
internal sealed record WorkerCommand(string Program, string Name, IReadOnlyList<SafeFileHandle> Files);
