using System.Runtime.InteropServices;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Confinement;

/// <summary>The last step of a worker before its first untrusted byte: gives up everything but computing and the descriptors that are open.</summary>
/// <remarks>
/// Call it once the runtime is up, ONNX Runtime is loaded and its environment made: afterwards no file opens, no library loads, no memory becomes executable, no process starts.
/// The collector keeps working, and so do new threads where the profile has them. It cannot be undone.
/// </remarks>
public static class WorkerLockdown
{
    private const int SetParentDeathSignal = 1;
    private const int SetDumpable = 4;
    private const int SetNoNewPrivileges = 38;
    private const int KillSignal = 9;

    /// <summary>Locks the process down and says what the kernel lacked. The launcher sees for itself, in /proc, whether the filter is set.</summary>
    /// <param name="profile">What the job needs.</param>
    public static LockdownCoverage Apply(LockdownProfile profile)
    {
        bool ends = Libc.Prctl(SetParentDeathSignal, KillSignal, 0, 0, 0) == 0;
        bool notDumpable = Libc.Prctl(SetDumpable, 0, 0, 0, 0) == 0;
        bool noNewPrivileges = Libc.Prctl(SetNoNewPrivileges, 1, 0, 0, 0) == 0;
        BpfInstruction[] filter = SeccompProfiles.Worker(RuntimeInformation.ProcessArchitecture, Environment.ProcessId, profile);
        int error = FilterInstallation.SetOnAllThreads(filter);
        return new LockdownCoverage(noNewPrivileges, error == 0, notDumpable, ends, error);
    }

    /// <summary>The filter that <see cref="Apply"/> sets, as bytes (an array of <c>struct sock_filter</c>, little-endian): to audit it, or to set it from another program.</summary>
    /// <param name="architecture">x64 or arm64.</param>
    /// <param name="processId">The process whose own threads may be signalled.</param>
    /// <param name="profile">What the job needs.</param>
    public static byte[] FilterBytes(Architecture architecture, int processId, LockdownProfile profile) =>
        MemoryMarshal.AsBytes(SeccompProfiles.Worker(architecture, processId, profile).AsSpan()).ToArray();
}
