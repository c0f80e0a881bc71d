using System.Runtime.InteropServices;

namespace MLSecOps.Linux.Confinement;

/// <summary>Builds a seccomp filter: a classic BPF program over the number and the arguments of a system call.</summary>
/// <remarks>Linux, Documentation/userspace-api/seccomp_filter.rst. Calls through another architecture's table (i386, x32, arm32) kill the process.</remarks>
internal sealed class SeccompFilter
{
    internal const uint Kill = 0x80000000;
    internal const uint Allow = 0x7fff0000;
    private const uint ErrorBase = 0x00050000;
    private const uint AuditX64 = 0xc000003e;
    private const uint AuditArm64 = 0xc00000b7;
    private const uint X32Bit = 0x40000000;
    private const uint NumberOffset = 0;
    private const uint ArchitectureOffset = 4;
    private readonly Architecture _architecture;
    private readonly List<BpfInstruction> _program = [];
    private readonly HashSet<string> _named = [];

    internal SeccompFilter(Architecture architecture)
    {
        _architecture = architecture;
        _program.Add(BpfInstruction.LoadWord(ArchitectureOffset));
        _program.Add(BpfInstruction.IfEqual(architecture == Architecture.X64 ? AuditX64 : AuditArm64, 1, 0));
        _program.Add(BpfInstruction.Return(Kill));
        _program.Add(BpfInstruction.LoadWord(NumberOffset));
        if (architecture == Architecture.X64)
        {
            _program.Add(BpfInstruction.IfAtLeast(X32Bit, 0, 1));
            _program.Add(BpfInstruction.Return(Kill));
        }
    }

    /// <summary>The call fails with this error number.</summary>
    internal static uint Fail(int error) => ErrorBase | (uint)error;

    /// <summary>One action for several calls.</summary>
    internal SeccompFilter Set(uint action, params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (Number(name) is { } number)
            {
                _program.Add(BpfInstruction.IfEqual(number, 0, 1));
                _program.Add(BpfInstruction.Return(action));
            }
        }

        return this;
    }

    /// <summary>Allows a call when one of the alternatives holds in all its conditions; else <paramref name="otherwise"/>.</summary>
    internal SeccompFilter AllowWhen(string name, uint otherwise, params ReadOnlySpan<ArgumentTest[]> alternatives)
    {
        if (Number(name) is not { } number)
        {
            return this;
        }

        var block = new List<BpfInstruction>();
        foreach (ArgumentTest[] alternative in alternatives)
        {
            block.AddRange(Encode(alternative));
        }

        block.Add(BpfInstruction.Return(otherwise));
        _program.Add(BpfInstruction.IfEqual(number, 0, block.Count));
        _program.AddRange(block);
        return this;
    }

    /// <summary>Ends the filter.</summary>
    /// <param name="otherwise">What becomes of every call that was not named.</param>
    internal BpfInstruction[] Build(uint otherwise) => [.. _program, BpfInstruction.Return(otherwise)];

    /// <summary>Conditions one after the other, then the permission; any that fails jumps behind it.</summary>
    private static List<BpfInstruction> Encode(ArgumentTest[] conditions)
    {
        List<BpfInstruction> tail = [BpfInstruction.Return(Allow)];
        foreach (ArgumentTest condition in conditions.Reverse())
        {
            tail.InsertRange(0, condition.Encode(tail.Count));
        }

        return tail;
    }

    private uint? Number(string name) =>
        _named.Add(name) ? (uint?)SystemCallNumbers.Of(name, _architecture) : throw new ArgumentException($"{name} has a rule already.", nameof(name));
}
