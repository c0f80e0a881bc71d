using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Processes;

/// <summary>A child that this process started and must reap. Its id stays its own until <see cref="TryReap"/> succeeded.</summary>
public sealed unsafe class SpawnedProcess : IDisposable
{
    private const int OpenByPid = 434;
    private const int DoNotWait = 1;
    private readonly Lock _reaping = new();
    private ProcessExit? _exit;

    private readonly long _inheritedPeakKilobytes;

    internal SpawnedProcess(int id)
    {
        Id = id;
        // Before it executes its program a child shares our memory, and the kernel counts our peak as the child's: only a higher one is its own.
        ResourceUsage own;
        _inheritedPeakKilobytes = Libc.GetResourceUsage(0, &own) == 0 ? own.PeakResidentKilobytes : long.MaxValue;
        nint descriptor = Libc.SystemCall(OpenByPid, id, 0, 0, 0);
        ExitDescriptor = descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : null;
    }

    /// <summary>Process id.</summary>
    public int Id { get; }

    /// <summary>Becomes readable when the process has ended; null on kernels before 5.3, where <see cref="TryReap"/> is asked now and then.</summary>
    public SafeFileHandle? ExitDescriptor { get; }

    /// <summary>Kills it, unless it was reaped. Safe to call at any time.</summary>
    public void Kill()
    {
        lock (_reaping)
        {
            if (_exit is null)
            {
                _ = Libc.Kill(Id, ProcessExit.Killed);
            }
        }
    }

    /// <summary>Sets a limit for good: the process cannot raise it.</summary>
    /// <remarks>CPU time gets one second more before SIGKILL, so that the signal at the limit (SIGXCPU) names the cause.</remarks>
    /// <exception cref="SystemCallException">The kernel refused, or the process was reaped.</exception>
    public void Limit(ResourceKind resource, long value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        var limit = new ResourceLimit { Soft = (ulong)value, Hard = (ulong)value + (resource == ResourceKind.CpuSeconds ? 1ul : 0) };
        lock (_reaping)
        {
            if (_exit is not null)
            {
                throw new SystemCallException("prlimit", resource.ToString(), Errno.NoProcess);
            }

            if (Libc.PrLimit(Id, (int)resource, &limit, null) != 0)
            {
                throw SystemCallException.Last("prlimit", resource.ToString());
            }
        }
    }

    /// <summary>Takes the exit status if the process has ended.</summary>
    /// <exception cref="SystemCallException">It is no child any more: somebody else reaped it.</exception>
    public bool TryReap(out ProcessExit exit)
    {
        lock (_reaping)
        {
            if (_exit is null)
            {
                int status;
                ResourceUsage usage;
                int waited;
                while ((waited = Libc.Wait4(Id, &status, DoNotWait, &usage)) < 0)
                {
                    if (Marshal.GetLastPInvokeError() != Errno.Interrupted)
                    {
                        throw SystemCallException.Last("wait4", "child");
                    }
                }

                if (waited == Id)
                {
                    _exit = ProcessExit.FromStatus(status, PeakResidentBytes(usage), CpuTime(usage));
                }
            }

            exit = _exit.GetValueOrDefault();
            return _exit is not null;
        }
    }

    /// <summary>Closes the descriptor; neither kills nor reaps.</summary>
    public void Dispose() => ExitDescriptor?.Dispose();

    private long PeakResidentBytes(in ResourceUsage usage) =>
        usage.PeakResidentKilobytes > _inheritedPeakKilobytes ? usage.PeakResidentKilobytes * 1024 : 0;

    private static TimeSpan CpuTime(in ResourceUsage usage) =>
        TimeSpan.FromSeconds(usage.UserSeconds + usage.SystemSeconds) + TimeSpan.FromMicroseconds(usage.UserMicroseconds + usage.SystemMicroseconds);
}
