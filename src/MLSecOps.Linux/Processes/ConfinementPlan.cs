namespace MLSecOps.Linux.Processes;

/// <summary>How a <see cref="ConfinedSpawner"/>'s children are confined from their first instruction.</summary>
/// <param name="Readable">Files and folders they may read.</param>
/// <param name="Executable">Files and folders they may read and execute.</param>
/// <param name="LandlockAbi">At most this version of Landlock is used; 0 for none. Below the kernel's only in tests.</param>
public sealed record ConfinementPlan(IReadOnlyList<string> Readable, IReadOnlyList<string> Executable, int LandlockAbi = int.MaxValue);
