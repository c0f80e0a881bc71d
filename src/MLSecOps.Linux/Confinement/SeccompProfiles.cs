using System.Runtime.InteropServices;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Confinement;

/// <summary>The two filters around a worker: the launcher's, which still lets a program start, and the worker's own, which leaves only what computing needs.</summary>
internal static class SeccompProfiles
{
    private const uint ThreadFlag = 0x00010000;
    private const uint SharedMemoryFlag = 0x00000100;
    private const uint WaitingFlag = 0x00004000;
    private const uint NoAccess = 0;
    private const uint Writable = 2;
    private const uint Executable = 4;
    private const uint SharedMapping = 1;
    private const uint GrowsDown = 0x100;
    private const uint EmptyPath = 0x1000;
    private const uint SetName = 15;
    private const uint GetName = 16;
    private const uint SetAnonymousName = 0x53564d41;
    private const uint GetDescriptorFlags = 1;
    private const uint GetFileFlags = 3;

    /// <summary>Nothing that computes calls these: whoever does is taken over, and is killed where it stands.</summary>
    private static readonly string[] Hostile =
    [
        "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd",
        "bpf", "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register",
        "keyctl", "add_key", "request_key",
        "mount", "umount2", "pivot_root", "chroot", "setns", "unshare", "move_mount", "fsopen", "fsmount", "fsconfig", "fspick", "open_tree", "mount_setattr",
        "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load", "reboot", "swapon", "swapoff", "acct", "quotactl", "syslog",
        "name_to_handle_at", "open_by_handle_at", "fanotify_init",
        "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname", "iopl", "ioperm",
    ];

    /// <summary>madvise(2): wanted soon, not needed, free, not for children (10), huge pages or none (14, 15), in dumps or not (16, 17), guard pages (102, 103). Not among them: those that act on the machine's memory, which root may (100, 101).</summary>
    private static readonly uint[] Advice = [3, 4, 8, 10, 14, 15, 16, 17, 102, 103];

    private static uint Denied => SeccompFilter.Fail(Errno.NotPermitted);

    private static uint Unknown => SeccompFilter.Fail(Errno.NotImplemented);

    /// <summary>Set on the launcher's thread and inherited: all but what no worker needs even while it starts. It closes what Landlock leaves open (UDP, chmod, System V IPC).</summary>
    internal static BpfInstruction[] Launch(Architecture architecture) =>
        new SeccompFilter(architecture)
            .Set(SeccompFilter.Kill, Hostile)
            // A thread, or the kind of child that posix_spawn makes while the parent waits; never a fork. glibc falls back from clone3, whose flags no filter can read.
            .AllowWhen("clone", Denied, [ArgumentTest.HasAll(0, ThreadFlag)], [ArgumentTest.HasAll(0, SharedMemoryFlag | WaitingFlag)])
            .Set(Unknown, "clone3")
            .Set(Denied, "fork", "vfork", "setsid", "setpgid")
            .Set(Denied, "socket", "socketpair")
            .Set(Denied, "kill", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal")
            .Set(Denied, "chmod", "fchmod", "fchmodat", "fchmodat2", "chown", "fchown", "lchown", "fchownat")
            .Set(Denied, "setxattr", "lsetxattr", "fsetxattr", "setxattrat", "removexattr", "lremovexattr", "fremovexattr", "removexattrat", "file_setattr")
            .Set(Denied, "utime", "utimes", "utimensat", "futimesat")
            .Set(Denied, "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "setfsuid", "setfsgid", "capset", "personality")
            .Set(Denied, "shmget", "shmat", "shmctl", "shmdt", "msgget", "msgsnd", "msgrcv", "msgctl", "semget", "semop", "semtimedop", "semctl", "mq_open", "mq_unlink")
            .Set(Denied, "setpriority", "ioprio_set", "sched_setscheduler", "sched_setparam", "sched_setattr", "migrate_pages", "move_pages")
            .Set(Denied, "setrlimit")
            .AllowWhen("prlimit64", Denied, [ArgumentTest.IsNull(2)])
            .Build(SeccompFilter.Allow);

    /// <summary>Set by the worker on all its threads once its libraries are loaded and before it reads its job. What is not listed fails with EPERM.</summary>
    /// <param name="architecture">Whose table of numbers.</param>
    /// <param name="processId">The worker: signals go to its own threads only.</param>
    /// <param name="profile">What the job needs.</param>
    internal static BpfInstruction[] Worker(Architecture architecture, int processId, LockdownProfile profile) =>
        new SeccompFilter(architecture)
            .Set(SeccompFilter.Kill, Hostile)
            .Set(SeccompFilter.Kill, "execve", "execveat")
            // The descriptors that are open: 0, 1, 2, the files of the job, which are read-only, and the runtime's own.
            .Set(SeccompFilter.Allow, "futex", "read", "write", "readv", "writev", "pread64", "pwrite64", "lseek", "close", "fstat", "poll", "ppoll")
            .AllowWhen("newfstatat", Denied, [ArgumentTest.HasAll(3, EmptyPath)])
            .AllowWhen("fcntl", Denied, [ArgumentTest.Is(1, GetDescriptorFlags)], [ArgumentTest.Is(1, GetFileFlags)])
            // Memory, never executable, and only such that counts towards the limit of memory (RLIMIT_DATA: private, writable, no stack).
            // Reserved addresses hold nothing. What was writable stays so: filled and then write-protected it would count no more.
            .AllowWhen(
                "mmap",
                Denied,
                [ArgumentTest.HasAll(2, Writable), ArgumentTest.HasNone(2, Executable), ArgumentTest.HasNone(3, SharedMapping | GrowsDown)],
                [ArgumentTest.Is(2, NoAccess), ArgumentTest.HasNone(3, SharedMapping | GrowsDown)])
            .AllowWhen("mprotect", Denied, [ArgumentTest.HasAll(2, Writable), ArgumentTest.HasNone(2, Executable)])
            .AllowWhen("madvise", Denied, [.. Advice.Select(advice => (ArgumentTest[])[ArgumentTest.Is(2, advice)])])
            .Set(SeccompFilter.Allow, "munmap", "mremap", "brk", "membarrier")
            // Threads where they are needed, never processes.
            .AllowWhen("clone", Denied, profile == LockdownProfile.Computing ? [[ArgumentTest.HasAll(0, ThreadFlag)]] : [])
            .Set(Unknown, "clone3")
            .Set(SeccompFilter.Allow, "set_robust_list", "get_robust_list", "rseq", "exit", "exit_group", "gettid", "getpid", "sched_yield", "sched_getaffinity", "sched_getparam", "sched_getscheduler", "sched_get_priority_max", "sched_get_priority_min")
            .AllowWhen("prctl", Denied, [ArgumentTest.Is(0, SetName)], [ArgumentTest.Is(0, GetName)], [ArgumentTest.Is(0, SetAnonymousName)])
            // Signals to its own threads: the collector stops them so, and abort ends the process so.
            .Set(SeccompFilter.Allow, "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "rt_sigtimedwait", "rt_sigsuspend", "sigaltstack", "restart_syscall")
            .AllowWhen("tgkill", Denied, [ArgumentTest.Is(0, (uint)processId)])
            // Time, randomness, and questions about itself.
            .Set(SeccompFilter.Allow, "clock_gettime", "clock_getres", "clock_nanosleep", "nanosleep", "gettimeofday", "time", "getrandom", "getcpu", "sysinfo", "uname", "getrusage", "times", "getppid", "getuid", "geteuid", "getgid", "getegid", "getrlimit")
            .AllowWhen("prlimit64", Denied, [ArgumentTest.Is(0, 0), ArgumentTest.IsNull(2)])
            .Build(Denied);
}
