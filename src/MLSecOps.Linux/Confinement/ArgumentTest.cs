namespace MLSecOps.Linux.Confinement;

/// <summary>One condition on an argument of a system call: <c>(argument &amp; Mask) == Value</c>.</summary>
/// <param name="Index">0 to 5.</param>
/// <param name="Mask">Bits that count; without bits above 31 only the lower half is looked at.</param>
/// <param name="Value">What they must be.</param>
internal readonly record struct ArgumentTest(int Index, ulong Mask, ulong Value)
{
    /// <summary>The lower 32 bits are exactly this: for arguments of type int.</summary>
    internal static ArgumentTest Is(int index, uint value) => new(index, uint.MaxValue, value);

    /// <summary>A null pointer.</summary>
    internal static ArgumentTest IsNull(int index) => new(index, ulong.MaxValue, 0);

    /// <summary>All these bits are set.</summary>
    internal static ArgumentTest HasAll(int index, uint bits) => new(index, bits, bits);

    /// <summary>None of these bits is set.</summary>
    internal static ArgumentTest HasNone(int index, uint bits) => new(index, bits, 0);

    /// <summary>Instructions that fall through when the condition holds, and else jump over the rest and <paramref name="skip"/> instructions more.</summary>
    internal IReadOnlyList<BpfInstruction> Encode(int skip)
    {
        // struct seccomp_data: nr, arch, instruction pointer, then the arguments; both architectures are little-endian.
        uint low = (uint)(16 + (8 * Index));
        List<BpfInstruction> upper = Mask >> 32 == 0 ? [] : Compare(low + 4, (uint)(Mask >> 32), (uint)(Value >> 32), skip + 3);
        return [.. upper, .. Compare(low, (uint)Mask, (uint)Value, skip)];
    }

    private static List<BpfInstruction> Compare(uint offset, uint mask, uint value, int skip) =>
        [BpfInstruction.LoadWord(offset), BpfInstruction.And(mask), BpfInstruction.IfEqual(value, 0, skip)];
}
