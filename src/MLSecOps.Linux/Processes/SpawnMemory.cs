using System.Runtime.InteropServices;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Processes;

/// <summary>What posix_spawn needs, laid out in unmanaged memory by the asking thread, so that the confined thread touches no managed object.</summary>
internal sealed unsafe class SpawnMemory : IDisposable
{
    // posix_spawn_file_actions_t has 80 bytes and posix_spawnattr_t 336, on x64 and arm64; sigset_t has 128.
    private const int Room = 512;
    private const int SignalSetSize = 128;
    private const short ResetSignals = 0x04 | 0x08;
    private const int FirstFile = 3;

    /// <summary>The least number that a descriptor for a child's files has here: redirecting one never overwrites the next.</summary>
    internal const int FirstFree = FirstFile + SpawnRequest.MaxFiles;

    private readonly List<nint> _owned = [];

    internal SpawnMemory(string path, IReadOnlyList<string> arguments, int input, int output, int diagnostics, ReadOnlySpan<int> files)
    {
        Path = Text(path);
        Arguments = (byte**)Zeroed((arguments.Count + 1) * sizeof(byte*));
        for (int i = 0; i < arguments.Count; i++)
        {
            Arguments[i] = Text(arguments[i]);
        }

        Environment = (byte**)Zeroed(sizeof(byte*));
        Actions = Zeroed(Room);
        Attributes = Zeroed(Room);
        int failure = Libc.SpawnActionsInit(Actions) | Libc.SpawnAttributesInit(Attributes);
        failure |= Libc.SpawnActionsAddDuplicate(Actions, input, 0);
        failure |= Libc.SpawnActionsAddDuplicate(Actions, output, 1);
        failure |= Libc.SpawnActionsAddDuplicate(Actions, diagnostics, 2);
        for (int i = 0; i < files.Length; i++)
        {
            failure |= Libc.SpawnActionsAddDuplicate(Actions, files[i], FirstFile + i);
        }

        failure |= Libc.SpawnActionsAddCloseFrom(Actions, FirstFile + files.Length);
        failure |= Libc.SpawnActionsAddChangeFolder(Actions, Text("/"));
        byte* none = Zeroed(SignalSetSize);
        byte* all = Zeroed(SignalSetSize);
        new Span<byte>(all, SignalSetSize).Fill(0xff);
        failure |= Libc.SpawnAttributesSetMask(Attributes, none);
        failure |= Libc.SpawnAttributesSetDefault(Attributes, all);
        failure |= Libc.SpawnAttributesSetFlags(Attributes, ResetSignals);
        if (failure != 0)
        {
            Dispose();
            throw new SystemCallException("posix_spawn", path, Errno.NoMemory);
        }
    }

    internal byte* Path { get; }

    internal byte** Arguments { get; }

    internal byte** Environment { get; }

    internal void* Actions { get; }

    internal void* Attributes { get; }

    public void Dispose()
    {
        _ = Libc.SpawnActionsDestroy(Actions);
        _ = Libc.SpawnAttributesDestroy(Attributes);
        _owned.ForEach(Marshal.FreeCoTaskMem);
        _owned.Clear();
    }

    private byte* Text(string text)
    {
        nint memory = Marshal.StringToCoTaskMemUTF8(text);
        _owned.Add(memory);
        return (byte*)memory;
    }

    private byte* Zeroed(int size)
    {
        nint memory = Marshal.AllocCoTaskMem(size);
        _owned.Add(memory);
        new Span<byte>((void*)memory, size).Clear();
        return (byte*)memory;
    }
}
