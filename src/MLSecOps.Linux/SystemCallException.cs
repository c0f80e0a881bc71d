using System.Runtime.InteropServices;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux;

/// <summary>A system call failed: the outside world (disk, permission, limits), not the program.</summary>
public sealed class SystemCallException : IOException
{
    /// <summary>Names what failed.</summary>
    /// <param name="call">The call, such as <c>rename</c>.</param>
    /// <param name="subject">What it was applied to: a path or a purpose.</param>
    /// <param name="errorNumber">The kernel's error number.</param>
    public SystemCallException(string call, string subject, int errorNumber)
        : base($"{call} {subject}: {Marshal.GetPInvokeErrorMessage(errorNumber)}")
    {
        Call = call;
        Subject = subject;
        ErrorNumber = errorNumber;
    }

    /// <summary>The call that failed.</summary>
    public string Call { get; }

    /// <summary>What it was applied to. A path may be text from outside: escape before printing.</summary>
    public string Subject { get; }

    /// <summary>The kernel's error number (errno).</summary>
    public int ErrorNumber { get; }

    /// <summary>True when the same call may succeed later without anyone repairing anything: busy, interrupted, out of memory, descriptors, space or quota.</summary>
    public bool RetryCanHelp => ErrorNumber is Errno.Again or Errno.Interrupted or Errno.Busy or Errno.TextBusy or Errno.NoMemory or Errno.NoBuffers
        or Errno.TooManyInProcess or Errno.TooManyInSystem or Errno.NoSpace or Errno.QuotaExceeded;

    /// <summary>True when the file or folder does not exist.</summary>
    public bool IsMissing => ErrorNumber is Errno.NoEntry or Errno.NotFolder;

    /// <summary>True when no regular file is there, for an open beneath a folder: missing, a link on the way, outside, or another kind of entry.</summary>
    public bool IsNoRegularFile => IsMissing || ErrorNumber is Errno.TooManyLinks or Errno.CrossDevice or Errno.Invalid;

    /// <summary>True when a name leads out of the folder that it was to be opened beneath.</summary>
    public bool IsOutside => ErrorNumber == Errno.CrossDevice;

    /// <summary>True when no space or quota is left.</summary>
    public bool IsOutOfSpace => ErrorNumber is Errno.NoSpace or Errno.QuotaExceeded;

    internal static SystemCallException Last(string call, string subject) => new(call, subject, Marshal.GetLastPInvokeError());
}
