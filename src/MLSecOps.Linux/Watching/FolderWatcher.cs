using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Watching;

/// <summary>Watches a set of folders (not what is below them) for changes, by inotify(7). O(1) per event.</summary>
/// <remarks>Losing events, in the kernel's queue or in ours, is itself an event: <see cref="FolderChangeKind.EverythingMayHaveChanged"/>.
/// A change by memory mapping is not noticed by inotify: scheduled re-verification is what finds it.</remarks>
public sealed unsafe class FolderWatcher : IDisposable
{
    private const uint Mask = 0x2 | 0x4 | 0x8 | 0x40 | 0x80 | 0x100 | 0x200 | 0x400 | 0x800;
    private const uint OnlyFolder = 0x01000000;
    private const uint DoNotFollow = 0x02000000;
    private const int NonBlockingCloseOnExec = 0x800 | 0x80000;
    private const int HeaderSize = 16;
    private const int QueueLength = 4096;
    private static readonly FolderChange Everything = new(FolderChangeKind.EverythingMayHaveChanged, string.Empty, null);
    private readonly Lock _adding = new();
    private readonly ConcurrentDictionary<int, string> _folders = new();
    private readonly Channel<FolderChange> _changes;
    private readonly SafeFileHandle _inotify;
    private readonly SafeFileHandle _stop;
    private readonly Thread _thread;
    private int _lost;

    private FolderWatcher(SafeFileHandle inotify, SafeFileHandle stop, int queueLength)
    {
        _inotify = inotify;
        _stop = stop;
        _changes = Channel.CreateBounded<FolderChange>(new BoundedChannelOptions(queueLength) { SingleWriter = true });
        _thread = new Thread(Pump, maxStackSize: 256 * 1024) { IsBackground = true, Name = "folder-watcher" };
    }

    /// <summary>Starts watching nothing; add folders with <see cref="Add"/>.</summary>
    /// <exception cref="SystemCallException">The user has no inotify instances or descriptors left.</exception>
    public static FolderWatcher Start() => Start(QueueLength);

    /// <summary>Watches one more folder. Adding it twice is the same as once.</summary>
    /// <exception cref="SystemCallException">It does not exist, is no folder, or the user's watches are used up (ENOSPC).</exception>
    public void Add(string folder)
    {
        using var use = new DescriptorUse(_inotify);
        lock (_adding)
        {
            int watch = Libc.InotifyAddWatch(use.Number, folder, Mask | OnlyFolder | DoNotFollow);
            if (watch < 0)
            {
                throw SystemCallException.Last("inotify_add_watch", folder);
            }

            _folders[watch] = folder;
        }
    }

    /// <summary>Stops watching a folder; nothing happens when it is not watched.</summary>
    public void Remove(string folder)
    {
        using var use = new DescriptorUse(_inotify);
        foreach ((int watch, string watched) in _folders)
        {
            if (watched == folder)
            {
                _ = Libc.InotifyRemoveWatch(use.Number, watch);
            }
        }
    }

    /// <summary>The changes, in the kernel's order, until the watcher is disposed. For one reader.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the watcher goes on and may be read again.</exception>
    public async IAsyncEnumerable<FolderChange> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (FolderChange change in _changes.Reader.ReadAllAsync(cancellationToken))
        {
            yield return change;
            if (Interlocked.Exchange(ref _lost, 0) != 0)
            {
                yield return Everything;
            }
        }
    }

    /// <summary>Stops watching; readers see the end after what was already queued.</summary>
    public void Dispose()
    {
        if (_stop.IsClosed)
        {
            return;
        }

        using (var use = new DescriptorUse(_stop))
        {
            ulong one = 1;
            _ = Libc.Write(use.Number, (byte*)&one, sizeof(ulong));
        }

        _thread.Join();
        _inotify.Dispose();
        _stop.Dispose();
    }

    internal static FolderWatcher Start(int queueLength)
    {
        int inotify = Libc.InotifyInit1(NonBlockingCloseOnExec);
        if (inotify < 0)
        {
            throw SystemCallException.Last("inotify_init1", "folder watcher");
        }

        var handle = new SafeFileHandle(inotify, ownsHandle: true);
        int stop = Libc.EventFd(0, NonBlockingCloseOnExec);
        if (stop < 0)
        {
            SystemCallException failure = SystemCallException.Last("eventfd", "folder watcher");
            handle.Dispose();
            throw failure;
        }

        var watcher = new FolderWatcher(handle, new SafeFileHandle(stop, ownsHandle: true), queueLength);
        watcher._thread.Start();
        return watcher;
    }

    private void Pump()
    {
        const int bufferSize = 16 * 1024;
        byte* buffer = (byte*)NativeMemory.AlignedAlloc(bufferSize, 8);
        try
        {
            int inotify = (int)_inotify.DangerousGetHandle();
            PollDescriptor* wait = stackalloc PollDescriptor[2];
            wait[0] = new PollDescriptor { Descriptor = inotify, Events = 1 };
            wait[1] = new PollDescriptor { Descriptor = (int)_stop.DangerousGetHandle(), Events = 1 };
            while (true)
            {
                _ = Libc.Poll(wait, 2, -1);
                if (wait[1].Returned != 0)
                {
                    return;
                }

                nint length = Libc.Read(inotify, buffer, bufferSize);
                if (length > 0)
                {
                    Publish(new ReadOnlySpan<byte>(buffer, (int)length));
                }
            }
        }
        finally
        {
            NativeMemory.AlignedFree(buffer);
            _changes.Writer.TryComplete();
        }
    }

    private void Publish(ReadOnlySpan<byte> events)
    {
        while (events.Length >= HeaderSize)
        {
            int watch = MemoryMarshal.Read<int>(events);
            var kind = (FolderChangeKind)(MemoryMarshal.Read<int>(events[4..]) & 0xffff);
            int nameLength = MemoryMarshal.Read<int>(events[12..]);
            ReadOnlySpan<byte> name = events.Slice(HeaderSize, nameLength).TrimEnd((byte)0);
            events = events[(HeaderSize + nameLength)..];

            string folder = FolderOf(watch);
            if (kind.HasFlag(FolderChangeKind.NoLongerWatched))
            {
                _folders.TryRemove(watch, out _);
            }

            if (!_changes.Writer.TryWrite(new FolderChange(kind, folder, name.IsEmpty ? null : Encoding.UTF8.GetString(name))))
            {
                // The reader looks at the mark after each event. Had it drained the queue just before the mark was set, the event below wakes it.
                Interlocked.Exchange(ref _lost, 1);
                _ = _changes.Writer.TryWrite(Everything);
            }
        }
    }

    private string FolderOf(int watch)
    {
        if (watch < 0)
        {
            return string.Empty;
        }

        if (_folders.TryGetValue(watch, out string? folder))
        {
            return folder;
        }

        // An event can arrive before Add has noted whose it is.
        lock (_adding)
        {
            return _folders.GetValueOrDefault(watch, string.Empty);
        }
    }
}
