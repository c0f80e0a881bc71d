namespace MLSecOps.Linux.Confinement;

/// <summary>What the worker could set on itself.</summary>
/// <param name="NoNewPrivileges">Set, here or by the launcher.</param>
/// <param name="SystemCallFilter">The worker's filter is on every thread.</param>
/// <param name="NotDumpable">No core dump, and no reading of its memory by its own user.</param>
/// <param name="EndsWithLauncher">The kernel kills it when the launcher's thread ends.</param>
/// <param name="FilterError">The kernel's error number when the filter was refused, else 0.</param>
public sealed record LockdownCoverage(bool NoNewPrivileges, bool SystemCallFilter, bool NotDumpable, bool EndsWithLauncher, int FilterError)
{
    /// <summary>True when everything is set; else the worker must not read its job.</summary>
    public bool IsComplete => NoNewPrivileges && SystemCallFilter && NotDumpable && EndsWithLauncher;
}
