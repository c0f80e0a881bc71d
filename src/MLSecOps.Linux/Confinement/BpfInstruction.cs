using System.Runtime.InteropServices;

namespace MLSecOps.Linux.Confinement;

/// <summary><c>struct sock_filter</c>: one instruction of classic BPF.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct BpfInstruction(ushort Code, byte JumpTrue, byte JumpFalse, uint Operand)
{
    internal static BpfInstruction LoadWord(uint offset) => new(0x20, 0, 0, offset);

    internal static BpfInstruction And(uint mask) => new(0x54, 0, 0, mask);

    internal static BpfInstruction Return(uint action) => new(0x06, 0, 0, action);

    internal static BpfInstruction IfEqual(uint value, int then, int otherwise) => new(0x15, checked((byte)then), checked((byte)otherwise), value);

    internal static BpfInstruction IfAtLeast(uint value, int then, int otherwise) => new(0x35, checked((byte)then), checked((byte)otherwise), value);
}
