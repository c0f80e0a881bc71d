using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Confinement;

/// <summary>Landlock: the kernel's sandbox for unprivileged threads (file access, TCP, signals).</summary>
/// <remarks>Linux, Documentation/userspace-api/landlock.rst. Restrictions bind the calling thread and what it starts.</remarks>
public static unsafe class Landlock
{
    internal const int RestrictSelf = 446;
    private const int CreateRuleset = 444;
    private const int AddRule = 445;
    private const int AskVersion = 1;
    private const int PathBeneath = 1;
    private const ulong Execute = 1 << 0;
    private const ulong ReadFile = 1 << 2;
    private const ulong ReadFolder = 1 << 3;
    private const ulong Abi1Files = (1 << 13) - 1;
    private const ulong ReferFile = 1 << 13;
    private const ulong TruncateFile = 1 << 14;
    private const ulong DeviceControl = 1 << 15;
    private const ulong AllTcp = 3;
    private const ulong AbstractSocketsAndSignals = 3;

    /// <summary>The version of Landlock that this kernel has and allows; 0 for none.</summary>
    public static int Abi { get; } = (int)Math.Max(0, Libc.SystemCall(CreateRuleset, 0, 0, AskVersion, 0));

    /// <summary>What a ruleset of this version keeps in.</summary>
    internal static IEnumerable<ConfinementFeature> FeaturesOf(int abi)
    {
        if (abi >= 1)
        {
            yield return ConfinementFeature.FileAccess;
        }

        if (abi >= 4)
        {
            yield return ConfinementFeature.TcpDenied;
        }

        if (abi >= 6)
        {
            yield return ConfinementFeature.IpcScope;
        }
    }

    /// <summary>Makes a ruleset that denies all it knows but reading, and executing, what is listed. Paths that do not exist are left out.</summary>
    /// <param name="abi">At most <see cref="Abi"/>; lower in tests.</param>
    /// <param name="readable">Files and folders that may be read.</param>
    /// <param name="executable">Files and folders that may be read and executed.</param>
    /// <returns>The ruleset, or null when the kernel has no Landlock.</returns>
    /// <exception cref="SystemCallException">The kernel refused a rule.</exception>
    internal static SafeFileHandle? ReadOnlyRuleset(int abi, IEnumerable<string> readable, IEnumerable<string> executable)
    {
        if (abi < 1)
        {
            return null;
        }

        var attributes = new RulesetAttributes
        {
            Files = Abi1Files | (abi >= 2 ? ReferFile : 0) | (abi >= 3 ? TruncateFile : 0) | (abi >= 5 ? DeviceControl : 0),
            Network = abi >= 4 ? AllTcp : 0,
            Scoped = abi >= 6 ? AbstractSocketsAndSignals : 0,
        };
        int size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
        nint descriptor = Libc.SystemCall(CreateRuleset, (nint)(&attributes), size, 0, 0);
        if (descriptor < 0)
        {
            throw SystemCallException.Last("landlock_create_ruleset", "worker");
        }

        var ruleset = new SafeFileHandle(descriptor, ownsHandle: true);
        try
        {
            Add(ruleset, readable, ReadFile | ReadFolder);
            Add(ruleset, executable, ReadFile | ReadFolder | Execute);
            return ruleset;
        }
        catch
        {
            ruleset.Dispose();
            throw;
        }
    }

    private static void Add(SafeFileHandle ruleset, IEnumerable<string> paths, ulong access)
    {
        foreach (string path in paths)
        {
            SafeFileHandle target;
            try
            {
                target = Descriptor.Open(path, OpenFlags.PathOnly);
            }
            catch (SystemCallException missing) when (missing.IsMissing)
            {
                continue;
            }

            using (target)
            {
                AddOne(ruleset, target, path, Directory.Exists(path) ? access : access & ~ReadFolder);
            }
        }
    }

    private static void AddOne(SafeFileHandle ruleset, SafeFileHandle target, string path, ulong access)
    {
        using var use = new DescriptorUse(ruleset);
        using var targetUse = new DescriptorUse(target);
        var rule = new PathRule { Access = access, Parent = targetUse.Number };
        if (Libc.SystemCall(AddRule, use.Number, PathBeneath, (nint)(&rule), 0) != 0)
        {
            throw SystemCallException.Last("landlock_add_rule", path);
        }
    }

    /// <summary><c>struct landlock_ruleset_attr</c>; older versions know a shorter one.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct RulesetAttributes
    {
        internal ulong Files;
        internal ulong Network;
        internal ulong Scoped;
    }

    /// <summary><c>struct landlock_path_beneath_attr</c>, packed.</summary>
    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct PathRule
    {
        internal ulong Access;
        internal int Parent;
    }
}
