using System.Runtime.InteropServices;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Confinement;

/// <summary>Hands a filter to the kernel (seccomp(2)).</summary>
internal static unsafe class FilterInstallation
{
    internal const int SetModeFilter = 1;
    private const int AllThreads = 1;
    private const int FailWithThreadMissing = 1 << 4;

    /// <summary>Sets the filter on every thread of this process.</summary>
    /// <returns>0, or the kernel's error number: ENOSYS or EINVAL without seccomp filters, ESRCH when a thread has an unrelated filter.</returns>
    internal static int SetOnAllThreads(BpfInstruction[] program)
    {
        fixed (BpfInstruction* instructions = program)
        {
            var descriptor = new ProgramDescriptor { Length = (ushort)program.Length, Instructions = instructions };
            int number = SystemCallNumbers.Of("seccomp", RuntimeInformation.ProcessArchitecture)!.Value;
            nint result = Libc.SystemCall(number, SetModeFilter, AllThreads | FailWithThreadMissing, (nint)(&descriptor), 0);
            return result == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
    }

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct ProgramDescriptor
    {
        internal ushort Length;
        internal BpfInstruction* Instructions;
    }
}
