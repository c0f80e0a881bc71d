using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MLSecOps.Linux.Confinement;

namespace MLSecOps.Linux.Processes;

/// <summary>The body of the thread whose confinement every child inherits.</summary>
/// <remarks>
/// Once confined, the thread must do nothing that the runtime could answer by opening a file or making a thread: a thread-pool thread made here would be confined for ever.
/// So the body is one method compiled at once, which allocates nothing, throws nothing, and calls only through pointers resolved before. Requests arrive and answers leave through event descriptors.
/// </remarks>
internal static unsafe class ConfinedThread
{
    private const int SetNoNewPrivileges = 38;

    internal enum Command
    {
        Quit = 0,
        Confine = 1,
        Spawn = 2,
    }

    /// <summary>Runs until it is told to quit or its descriptors fail.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Run(Mailbox* mailbox)
    {
        ulong signal = 0;
        while (true)
        {
            // Interrupted reads (the collector stops threads by a signal) are repeated; a closed descriptor cannot happen before Quit.
            while (mailbox->Read(mailbox->RequestDescriptor, &signal, sizeof(ulong)) != sizeof(ulong))
            {
            }

            if (mailbox->Command == Command.Confine)
            {
                mailbox->NoNewPrivilegesResult = mailbox->Prctl(SetNoNewPrivileges, 1, 0, 0, 0);
                mailbox->LandlockResult = mailbox->Ruleset < 0 ? -1 : mailbox->SystemCall(Landlock.RestrictSelf, mailbox->Ruleset, 0, 0);
                mailbox->FilterResult = mailbox->SystemCall(mailbox->SeccompNumber, FilterInstallation.SetModeFilter, 0, (nint)(&mailbox->Filter));
            }
            else if (mailbox->Command == Command.Spawn)
            {
                mailbox->SpawnResult = mailbox->Spawn(&mailbox->ProcessId, mailbox->Path, mailbox->Actions, mailbox->Attributes, mailbox->Arguments, mailbox->Environment);
            }

            bool quit = mailbox->Command == Command.Quit;
            signal = 1;
            while (mailbox->Write(mailbox->AnswerDescriptor, &signal, sizeof(ulong)) != sizeof(ulong))
            {
            }

            if (quit)
            {
                return;
            }
        }
    }

    /// <summary>What passes between the asking threads and the confined one; lives in unmanaged memory.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Mailbox
    {
        internal delegate* unmanaged<int, void*, nuint, nint> Read;
        internal delegate* unmanaged<int, void*, nuint, nint> Write;
        internal delegate* unmanaged<int, nuint, nuint, nuint, nuint, int> Prctl;
        internal delegate* unmanaged<nint, nint, nint, nint, nint> SystemCall;
        internal delegate* unmanaged<int*, byte*, void*, void*, byte**, byte**, int> Spawn;
        internal int RequestDescriptor;
        internal int AnswerDescriptor;
        internal Command Command;

        internal int Ruleset;
        internal int SeccompNumber;
        internal FilterInstallation.ProgramDescriptor Filter;
        internal int NoNewPrivilegesResult;
        internal nint LandlockResult;
        internal nint FilterResult;

        internal byte* Path;
        internal byte** Arguments;
        internal byte** Environment;
        internal void* Actions;
        internal void* Attributes;
        internal int ProcessId;
        internal int SpawnResult;
    }
}
