using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Memory;

/// <summary>A file in memory that nobody, not even its maker, can change, grow or shrink any more (memfd_create with seals).</summary>
/// <remarks>Descriptors handed out stay valid after this object is disposed: the memory lives as long as one of them. Guarantee G3 rests on it.</remarks>
public sealed class SealedMemoryFile : IDisposable
{
    private const uint CloseOnExec = 0x1;
    private const uint AllowSealing = 0x2;
    private const uint NoExecSeal = 0x8;
    private const int AddSealsCommand = 1033;
    private const int GetSealsCommand = 1034;
    private const int SealSeal = 0x1;
    private const int SealShrink = 0x2;
    private const int SealGrow = 0x4;
    private const int SealWrite = 0x8;
    private const int SealExec = 0x20;
    private const uint ReadableByAll = 0x124; // 0444
    private const long CopyPiece = 16 << 20;
    private readonly SafeFileHandle _handle;

    private SealedMemoryFile(SafeFileHandle handle, long length, bool executionSealed)
    {
        _handle = handle;
        Length = length;
        ExecutionSealed = executionSealed;
    }

    /// <summary>Length in bytes, fixed.</summary>
    public long Length { get; }

    /// <summary>True when the kernel (6.3 and later) also bars the content from ever becoming executable.</summary>
    public bool ExecutionSealed { get; }

    /// <summary>The descriptor it was written through: sealed, but with a file position that all its duplicates share. Hand out <see cref="OpenReadOnly"/> instead.</summary>
    public SafeFileHandle Handle => _handle;

    /// <summary>Fills a memory file and seals it.</summary>
    /// <param name="name">Shown in /proc/PID/fd; at most 249 bytes, no secret.</param>
    /// <param name="fill">Writes the content; the stream is not to be kept.</param>
    /// <exception cref="SystemCallException">No memory, no descriptors, or sealing is not allowed here.</exception>
    public static SealedMemoryFile Create(string name, Action<Stream> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        return Create(name, handle =>
        {
            using var use = new DescriptorUse(handle);
            // The stream gets a handle that does not own the descriptor: disposing of it must not close ours.
            using var stream = new FileStream(new SafeFileHandle(use.Number, ownsHandle: false), FileAccess.Write, bufferSize: 0);
            fill(stream);
        });
    }

    /// <summary>Copies an open file into a sealed memory file, within the kernel. What the copy holds is known only by reading the copy: the file may change meanwhile.</summary>
    /// <param name="name">Shown in /proc/PID/fd; at most 249 bytes, no secret.</param>
    /// <param name="source">A regular file; its position is neither used nor moved.</param>
    /// <param name="length">How many bytes from its start, at most. A shorter file gives a shorter copy.</param>
    /// <param name="cancellationToken">Stops between pieces.</param>
    /// <exception cref="SystemCallException">It could not be read, or no memory, no descriptors, or sealing is not allowed here.</exception>
    public static SealedMemoryFile CopyOf(string name, SafeFileHandle source, long length, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return Create(name, handle => Copy(source, handle, name, length, cancellationToken));
    }

    /// <summary>Copies bytes into a sealed memory file.</summary>
    /// <exception cref="SystemCallException">No memory, no descriptors, or sealing is not allowed here.</exception>
    public static SealedMemoryFile Create(string name, ReadOnlyMemory<byte> content) => Create(name, stream => stream.Write(content.Span));

    /// <summary>A fresh read-only description: its own file position, no way to write, seal or unseal.</summary>
    /// <exception cref="SystemCallException">/proc is not mounted or descriptors ran out.</exception>
    public SafeFileHandle OpenReadOnly()
    {
        using var use = new DescriptorUse(_handle);
        return Descriptor.Open($"/proc/self/fd/{use.Number}", OpenFlags.ReadOnly);
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    /// <summary>True when <paramref name="handle"/> is a memory file that can no longer change; asked of the kernel.</summary>
    public static bool IsSealed(SafeFileHandle handle)
    {
        using var use = new DescriptorUse(handle);
        const int needed = SealSeal | SealShrink | SealGrow | SealWrite;
        int seals = Libc.Fcntl(use.Number, GetSealsCommand, 0);
        return seals >= 0 && (seals & needed) == needed;
    }

    /// <summary>For the journal, which until systemd 256 compares the seals for equality and so refuses the newer EXEC seal.</summary>
    internal static SafeFileHandle CreateForJournal(ReadOnlySpan<byte> content)
    {
        SafeFileHandle handle = CreateUnsealed("journal-entry", 0);
        RandomAccess.Write(handle, content, 0);
        using var use = new DescriptorUse(handle);
        if (Libc.Fcntl(use.Number, AddSealsCommand, SealWrite | SealGrow | SealShrink | SealSeal) != 0)
        {
            handle.Dispose();
            throw SystemCallException.Last("fcntl(F_ADD_SEALS)", "journal-entry");
        }

        return handle;
    }

    private static SafeFileHandle CreateUnsealed(string name, uint wanted)
    {
        int descriptor = Libc.MemfdCreate(name, CloseOnExec | AllowSealing | wanted);
        if (descriptor < 0 && wanted != 0 && Marshal.GetLastPInvokeError() == Errno.Invalid)
        {
            // Before Linux 6.3: no MFD_NOEXEC_SEAL.
            descriptor = Libc.MemfdCreate(name, CloseOnExec | AllowSealing);
        }

        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw SystemCallException.Last("memfd_create", name);
    }

    private static SealedMemoryFile Create(string name, Action<SafeFileHandle> fill)
    {
        SafeFileHandle handle = CreateUnsealed(name, NoExecSeal);
        try
        {
            fill(handle);
            return Seal(handle, name);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    private static unsafe void Copy(SafeFileHandle source, SafeFileHandle target, string name, long length, CancellationToken cancellationToken)
    {
        using var from = new DescriptorUse(source);
        using var to = new DescriptorUse(target);
        for (long offset = 0; offset < length;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            nint count = Libc.SendFile(to.Number, from.Number, &offset, (nuint)Math.Min(length - offset, CopyPiece));
            if (count == 0)
            {
                return;
            }

            if (count < 0 && Marshal.GetLastPInvokeError() != Errno.Interrupted)
            {
                throw SystemCallException.Last("sendfile", name);
            }
        }
    }

    private static SealedMemoryFile Seal(SafeFileHandle handle, string name)
    {
        using var use = new DescriptorUse(handle);
        // Nobody's to write by permission either: whoever gets a description may open the file anew through /proc.
        if (Libc.Fchmod(use.Number, ReadableByAll) != 0)
        {
            throw SystemCallException.Last("fchmod", name);
        }

        bool executionSealed = Libc.Fcntl(use.Number, AddSealsCommand, SealExec) == 0;
        if (Libc.Fcntl(use.Number, AddSealsCommand, SealWrite | SealGrow | SealShrink | SealSeal) != 0)
        {
            throw SystemCallException.Last("fcntl(F_ADD_SEALS)", name);
        }

        return new SealedMemoryFile(handle, RandomAccess.GetLength(handle), executionSealed);
    }
}
