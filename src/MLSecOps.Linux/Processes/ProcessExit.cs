namespace MLSecOps.Linux.Processes;

/// <summary>How a process ended.</summary>
/// <param name="Code">Its exit code, 0 to 255; meaningless when a signal ended it.</param>
/// <param name="Signal">The signal that ended it, or 0.</param>
/// <param name="PeakResidentBytes">The most memory it had resident; 0 when that was less than its parent's own peak, from which the kernel cannot tell it.</param>
/// <param name="CpuTime">User and system time.</param>
public readonly record struct ProcessExit(int Code, int Signal, long PeakResidentBytes, TimeSpan CpuTime)
{
    /// <summary>Aborted by itself (SIGABRT).</summary>
    public const int Aborted = 6;

    /// <summary>Killed (SIGKILL).</summary>
    public const int Killed = 9;

    /// <summary>Used up its CPU time (SIGXCPU).</summary>
    public const int CpuTimeExceeded = 24;

    /// <summary>Wrote beyond the file size limit (SIGXFSZ).</summary>
    public const int FileSizeExceeded = 25;

    /// <summary>Made a forbidden system call (SIGSYS).</summary>
    public const int ForbiddenCall = 31;

    /// <summary>Ended by itself with code 0.</summary>
    public bool IsSuccess => Signal == 0 && Code == 0;

    /// <summary>Decodes a wait status (wait(2)).</summary>
    internal static ProcessExit FromStatus(int status, long peakResidentBytes, TimeSpan cpuTime)
    {
        int signal = status & 0x7f;
        return new ProcessExit(signal == 0 ? (status >> 8) & 0xff : 0, signal, peakResidentBytes, cpuTime);
    }
}
