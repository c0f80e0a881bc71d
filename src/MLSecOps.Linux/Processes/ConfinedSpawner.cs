using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Confinement;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Processes;

/// <summary>Starts programs from a thread of its own that gave up its rights before: no-new-privileges, Landlock and a system-call filter, which its children inherit.</summary>
/// <remarks>The thread lives as long as this object, because parent-death signals follow the thread that started the child. Safe to call from several threads, one at a time is served.</remarks>
public sealed unsafe class ConfinedSpawner : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private readonly Lock _lock = new();
    private readonly Thread _thread;
    private readonly ConfinedThread.Mailbox* _mailbox;
    private readonly SafeFileHandle _request;
    private readonly SafeFileHandle _answer;
    private int _threadId;
    private bool _disposed;

    private ConfinedSpawner(ConfinedThread.Mailbox* mailbox, SafeFileHandle request, SafeFileHandle answer)
    {
        _mailbox = mailbox;
        _request = request;
        _answer = answer;
        _thread = new Thread(Body, maxStackSize: 256 * 1024) { IsBackground = true, Name = "worker-launcher" };
    }

    /// <summary>What the kernel applied to the thread.</summary>
    public IReadOnlySet<ConfinementFeature> Applied { get; private set; } = new HashSet<ConfinementFeature>();

    /// <summary>System-call filters on the thread, as the kernel counts them: a child that shows more has added its own. Null when the kernel does not count (before 5.9).</summary>
    public int? InheritedFilters { get; private set; }

    /// <summary>Starts the thread and confines it. A feature that the kernel lacks is missing in <see cref="Applied"/>, not an error.</summary>
    /// <exception cref="SystemCallException">No descriptors, or a rule was refused.</exception>
    public static ConfinedSpawner Start(ConfinementPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        int abi = Math.Min(plan.LandlockAbi, Landlock.Abi);
        using SafeFileHandle? ruleset = Landlock.ReadOnlyRuleset(abi, plan.Readable, plan.Executable);
        var mailbox = (ConfinedThread.Mailbox*)NativeMemory.AllocZeroed((nuint)sizeof(ConfinedThread.Mailbox));
        nint libc = NativeLibrary.Load("libc.so.6");
        mailbox->Read = (delegate* unmanaged<int, void*, nuint, nint>)NativeLibrary.GetExport(libc, "read");
        mailbox->Write = (delegate* unmanaged<int, void*, nuint, nint>)NativeLibrary.GetExport(libc, "write");
        mailbox->Prctl = (delegate* unmanaged<int, nuint, nuint, nuint, nuint, int>)NativeLibrary.GetExport(libc, "prctl");
        mailbox->SystemCall = (delegate* unmanaged<nint, nint, nint, nint, nint>)NativeLibrary.GetExport(libc, "syscall");
        mailbox->Spawn = (delegate* unmanaged<int*, byte*, void*, void*, byte**, byte**, int>)NativeLibrary.GetExport(libc, "posix_spawn");
        SafeFileHandle request = Event();
        SafeFileHandle answer = Event();
        mailbox->RequestDescriptor = (int)request.DangerousGetHandle();
        mailbox->AnswerDescriptor = (int)answer.DangerousGetHandle();
        var spawner = new ConfinedSpawner(mailbox, request, answer);
        spawner._thread.Start();
        spawner.Confine(abi, ruleset);
        return spawner;
    }

    /// <summary>Starts a program.</summary>
    /// <returns>The child, which the caller must reap.</returns>
    /// <exception cref="SystemCallException">It could not be started: missing, not executable, no processes left; or one of its files cannot be opened.</exception>
    public SpawnedProcess Spawn(SpawnRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(request.Files.Count, SpawnRequest.MaxFiles, nameof(request));
        List<SafeFileHandle> files = [];
        try
        {
            foreach (SafeFileHandle file in request.Files)
            {
                files.Add(ReadOnlyTwin.Of(file));
            }

            return Spawn(request, [.. files.Select(file => (int)file.DangerousGetHandle())]);
        }
        finally
        {
            files.ForEach(file => file.Dispose());
        }
    }

    private SpawnedProcess Spawn(SpawnRequest request, int[] files)
    {
        using var input = new DescriptorUse(request.Input);
        using var output = new DescriptorUse(request.Output);
        using var diagnostics = new DescriptorUse(request.Diagnostics);
        using var memory = new SpawnMemory(request.Path, request.Arguments, input.Number, output.Number, diagnostics.Number, files);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _mailbox->Path = memory.Path;
            _mailbox->Arguments = memory.Arguments;
            _mailbox->Environment = memory.Environment;
            _mailbox->Actions = memory.Actions;
            _mailbox->Attributes = memory.Attributes;
            Ask(ConfinedThread.Command.Spawn);
            return _mailbox->SpawnResult == 0
                ? new SpawnedProcess(_mailbox->ProcessId)
                : throw new SystemCallException("posix_spawn", request.Path, _mailbox->SpawnResult);
        }
    }

    /// <summary>Ends the thread; children that asked for a parent-death signal get it now.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            Ask(ConfinedThread.Command.Quit);
        }

        _thread.Join();
        _request.Dispose();
        _answer.Dispose();
        NativeMemory.Free(_mailbox);
    }

    private static SafeFileHandle Event()
    {
        int descriptor = Libc.EventFd(0, CloseOnExec);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw SystemCallException.Last("eventfd", "worker launcher");
    }

    private void Body()
    {
        _threadId = Libc.GetThreadId();
        ConfinedThread.Run(_mailbox);
    }

    private void Confine(int abi, SafeFileHandle? ruleset)
    {
        BpfInstruction[] program = SeccompProfiles.Launch(RuntimeInformation.ProcessArchitecture);
        fixed (BpfInstruction* instructions = program)
        {
            _mailbox->Ruleset = ruleset is null ? -1 : (int)ruleset.DangerousGetHandle();
            _mailbox->SeccompNumber = SystemCallNumbers.Of("seccomp", RuntimeInformation.ProcessArchitecture)!.Value;
            _mailbox->Filter = new FilterInstallation.ProgramDescriptor { Length = (ushort)program.Length, Instructions = instructions };
            Ask(ConfinedThread.Command.Confine);
        }

        var applied = new HashSet<ConfinementFeature>();
        if (_mailbox->NoNewPrivilegesResult == 0)
        {
            applied.Add(ConfinementFeature.NoNewPrivileges);
        }

        if (_mailbox->LandlockResult == 0)
        {
            applied.UnionWith(Landlock.FeaturesOf(abi));
        }

        if (_mailbox->FilterResult == 0)
        {
            applied.Add(ConfinementFeature.LaunchFilter);
        }

        Applied = applied;
        InheritedFilters = KernelView.OfThread(_threadId)?.Filters;
    }

    /// <summary>One command to the confined thread, and its answer. Under the lock, or before anyone else knows this object.</summary>
    private void Ask(ConfinedThread.Command command)
    {
        _mailbox->Command = command;
        ulong signal = 1;
        while (Libc.Write(_mailbox->RequestDescriptor, (byte*)&signal, sizeof(ulong)) != sizeof(ulong))
        {
        }

        while (Libc.Read(_mailbox->AnswerDescriptor, (byte*)&signal, sizeof(ulong)) != sizeof(ulong))
        {
        }
    }
}
