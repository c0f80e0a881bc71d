using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Processes;

/// <summary>Reads what a child writes, bounded, until it ends; ends it at the deadline, beyond a limit, or on request; then reaps it.</summary>
/// <remarks>One blocking call on a thread of the caller's; O(1) per piece read.</remarks>
public sealed unsafe class ChildSupervisor : IDisposable
{
    private const int SetFileFlags = 4;
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000;
    private const short Readable = 1;
    private const int PieceSize = 64 * 1024;
    private const int ReapPeriodMilliseconds = 5;
    private readonly SpawnedProcess _child;
    private readonly BoundedOutput _output;
    private readonly BoundedOutput _diagnostics;
    private readonly SafeFileHandle _stop;
    private readonly TimeSpan _deadline;

    /// <summary>Prepares the supervision.</summary>
    /// <param name="child">Not reaped by anyone else.</param>
    /// <param name="output">The reading end of its descriptor 1; made non-blocking.</param>
    /// <param name="outputLimit">More than these bytes end it.</param>
    /// <param name="diagnostics">The reading end of its descriptor 2; made non-blocking.</param>
    /// <param name="diagnosticsLimit">What is kept; the rest is read and dropped.</param>
    /// <param name="deadline">From the call of <see cref="Run"/>.</param>
    /// <exception cref="SystemCallException">No descriptors left.</exception>
    public ChildSupervisor(SpawnedProcess child, SafeFileHandle output, int outputLimit, SafeFileHandle diagnostics, int diagnosticsLimit, TimeSpan deadline)
    {
        ArgumentNullException.ThrowIfNull(child);
        _child = child;
        _output = new BoundedOutput(output, outputLimit);
        _diagnostics = new BoundedOutput(diagnostics, diagnosticsLimit);
        _deadline = deadline;
        int stop = Libc.EventFd(0, NonBlockingCloseOnExec);
        _stop = stop >= 0 ? new SafeFileHandle(stop, ownsHandle: true) : throw SystemCallException.Last("eventfd", "worker");
    }

    /// <summary>Asks for the child's end; from any thread, any number of times, before, during or after <see cref="Run"/>.</summary>
    public void Stop()
    {
        try
        {
            using var use = new DescriptorUse(_stop);
            ulong one = 1;
            _ = Libc.Write(use.Number, (byte*)&one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // It has ended already.
        }
    }

    /// <summary>Supervises until the child is reaped.</summary>
    /// <exception cref="SystemCallException">The child cannot be reaped: somebody else did.</exception>
    public SupervisedEnd Run()
    {
        long start = Stopwatch.GetTimestamp();
        EndCause cause = EndCause.Itself;
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        PollDescriptor* wait = stackalloc PollDescriptor[4];
        try
        {
            while (true)
            {
                wait[0] = new PollDescriptor { Descriptor = _output.Number, Events = Readable };
                wait[1] = new PollDescriptor { Descriptor = _diagnostics.Number, Events = Readable };
                wait[2] = new PollDescriptor { Descriptor = (int)(_child.ExitDescriptor?.DangerousGetHandle() ?? -1), Events = Readable };
                wait[3] = new PollDescriptor { Descriptor = cause == EndCause.Itself ? (int)_stop.DangerousGetHandle() : -1, Events = Readable };
                int ready = Libc.Poll(wait, 4, Timeout(cause, start));
                if (ready < 0)
                {
                    continue;
                }

                _output.Read(piece);
                _diagnostics.Read(piece);
                bool mayHaveEnded = wait[2].Returned != 0 || _child.ExitDescriptor is null;
                KernelView? view = mayHaveEnded ? KernelView.OfProcess(_child.Id) : null;
                if (mayHaveEnded && _child.TryReap(out ProcessExit exit))
                {
                    // What it wrote last is still in the pipes.
                    _output.Read(piece);
                    _diagnostics.Read(piece);
                    cause = cause == EndCause.Itself && _output.IsExceeded ? EndCause.OutputTooLarge : cause;
                    return new SupervisedEnd(cause, exit, _output.Content, _diagnostics.Content, view);
                }

                if (cause == EndCause.Itself)
                {
                    cause = wait[3].Returned != 0 ? EndCause.Stopped
                        : _output.IsExceeded ? EndCause.OutputTooLarge
                        : Stopwatch.GetElapsedTime(start) >= _deadline ? EndCause.Deadline
                        : EndCause.Itself;
                    if (cause != EndCause.Itself)
                    {
                        _child.Kill();
                    }
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private int Timeout(EndCause cause, long start)
    {
        if (_child.ExitDescriptor is null)
        {
            return ReapPeriodMilliseconds;
        }

        // After the kill only its end is waited for.
        return cause != EndCause.Itself ? -1 : (int)Math.Clamp(Math.Ceiling((_deadline - Stopwatch.GetElapsedTime(start)).TotalMilliseconds), 0, int.MaxValue);
    }

    /// <summary>One stream of the child, up to its limit.</summary>
    private sealed class BoundedOutput
    {
        private readonly ArrayBufferWriter<byte> _content = new();
        private readonly SafeFileHandle _handle;
        private readonly int _limit;
        private bool _ended;

        internal BoundedOutput(SafeFileHandle handle, int limit)
        {
            using var use = new DescriptorUse(handle);
            if (Libc.Fcntl(use.Number, SetFileFlags, OpenFlags.NonBlocking) != 0)
            {
                throw SystemCallException.Last("fcntl(F_SETFL)", "worker");
            }

            _handle = handle;
            _limit = limit;
        }

        internal int Number => _ended ? -1 : (int)_handle.DangerousGetHandle();

        internal bool IsExceeded { get; private set; }

        internal ReadOnlyMemory<byte> Content => _content.WrittenMemory;

        /// <summary>Takes what is there, at most a few pieces at a time so that a flood cannot hold the loop.</summary>
        internal void Read(byte[] piece)
        {
            for (int i = 0; i < 16 && !_ended; i++)
            {
                nint count;
                fixed (byte* start = piece)
                {
                    count = Libc.Read(Number, start, (nuint)piece.Length);
                }

                if (count < 0)
                {
                    _ended = Marshal.GetLastPInvokeError() is not (Errno.Again or Errno.Interrupted);
                    return;
                }

                _ended = count == 0;
                int kept = (int)Math.Min(count, _limit - _content.WrittenCount);
                _content.Write(piece.AsSpan(0, kept));
                IsExceeded |= kept < count;
            }
        }
    }
}
