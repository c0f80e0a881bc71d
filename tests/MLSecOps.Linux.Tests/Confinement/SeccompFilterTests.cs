using System.Buffers.Binary;
using System.Runtime.InteropServices;
using MLSecOps.Linux.Confinement;

namespace MLSecOps.Linux.Tests.Confinement;

/// <summary>The filters, run by an interpreter of classic BPF written here, for both architectures; the kernel runs the native one in the escape tests.</summary>
public sealed class SeccompFilterTests
{
    private const int Own = 4711;
    private const uint Allow = 0x7fff0000;
    private const uint Kill = 0x80000000;
    private const uint NotPermitted = 0x00050001;
    private const uint NotImplemented = 0x00050026;

    public static TheoryData<Architecture> Architectures => [Architecture.X64, Architecture.Arm64];

    [Theory]
    [MemberData(nameof(Architectures))]
    public void The_worker_may_compute_and_nothing_else(Architecture architecture)
    {
        BpfInstruction[] filter = SeccompProfiles.Worker(architecture, Own, LockdownProfile.Computing);
        foreach (string name in (string[])["read", "write", "futex", "munmap", "mremap", "exit_group", "clock_nanosleep", "getrandom", "rt_sigreturn"])
        {
            Assert.Equal(Allow, Run(filter, architecture, name));
        }

        foreach (string name in (string[])["openat2", "socket", "setrlimit", "pidfd_open", "landlock_restrict_self", "seccomp", "fchmod", "shmget"])
        {
            Assert.Equal(NotPermitted, Run(filter, architecture, name));
        }

        foreach (string name in (string[])["execve", "execveat", "ptrace", "process_vm_writev", "bpf", "io_uring_setup", "mount", "unshare", "keyctl"])
        {
            Assert.Equal(Kill, Run(filter, architecture, name));
        }

        Assert.Equal(NotImplemented, Run(filter, architecture, "clone3"));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Arguments_decide_where_they_must(Architecture architecture)
    {
        BpfInstruction[] filter = SeccompProfiles.Worker(architecture, Own, LockdownProfile.Computing);
        Assert.Equal(Allow, Run(filter, architecture, "clone", 0x3d0f00));
        Assert.Equal(NotPermitted, Run(filter, architecture, "clone", 17));
        Assert.Equal(NotPermitted, Run(filter, architecture, "clone", 0x4111));
        Assert.Equal(Allow, Run(filter, architecture, "mmap", 0, 4096, 3));
        Assert.Equal(NotPermitted, Run(filter, architecture, "mmap", 0, 4096, 7));
        Assert.Equal(NotPermitted, Run(filter, architecture, "mmap", 0, 4096, 3, 0x21));
        Assert.Equal(NotPermitted, Run(filter, architecture, "mmap", 0, 4096, 3, 0x03));
        Assert.Equal(Allow, Run(filter, architecture, "mmap", 0, 4096, 3, 0x22));
        Assert.Equal(NotPermitted, Run(filter, architecture, "mprotect", 0, 4096, 5));
        Assert.Equal(NotPermitted, Run(filter, architecture, "mprotect", 0, 4096, 7));
        Assert.Equal(Allow, Run(filter, architecture, "tgkill", Own, 1, 6));
        Assert.Equal(NotPermitted, Run(filter, architecture, "tgkill", Own + 1, 1, 6));
        // The kernel looks at the lower half of an int, and so must the filter.
        Assert.Equal(Allow, Run(filter, architecture, "tgkill", 0xffff_ffff_0000_0000 | Own, 1, 6));
        Assert.Equal(Allow, Run(filter, architecture, "prlimit64", 0, 7, 0));
        Assert.Equal(NotPermitted, Run(filter, architecture, "prlimit64", 0, 7, 0x1_0000_0000));
        Assert.Equal(NotPermitted, Run(filter, architecture, "prlimit64", 0, 7, 1));
        Assert.Equal(NotPermitted, Run(filter, architecture, "prlimit64", 1, 7, 0));
        Assert.Equal(Allow, Run(filter, architecture, "newfstatat", 1, 0, 0, 0x1000));
        Assert.Equal(NotPermitted, Run(filter, architecture, "newfstatat", 1, 0, 0, 0));
        Assert.Equal(Allow, Run(filter, architecture, "fcntl", 0, 1));
        Assert.Equal(NotPermitted, Run(filter, architecture, "fcntl", 0, 4));
        Assert.Equal(Allow, Run(filter, architecture, "prctl", 15));
        Assert.Equal(NotPermitted, Run(filter, architecture, "prctl", 4));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Memory_that_no_limit_counts_is_not_given(Architecture architecture)
    {
        foreach (LockdownProfile profile in Enum.GetValues<LockdownProfile>())
        {
            BpfInstruction[] filter = SeccompProfiles.Worker(architecture, Own, profile);
            // Reserved, then made writable; and writable at once: as collector, allocator and thread stacks do it.
            Assert.Equal(Allow, Run(filter, architecture, "mmap", 0, 4096, 0, 0x4022));
            Assert.Equal(Allow, Run(filter, architecture, "mmap", 0, 4096, 3, 0x20022));
            Assert.Equal(Allow, Run(filter, architecture, "mprotect", 0, 4096, 3));

            // Readable only, a stack that grows, and what was filled and is closed.
            Assert.Equal(NotPermitted, Run(filter, architecture, "mmap", 0, 4096, 1, 0x22));
            Assert.Equal(NotPermitted, Run(filter, architecture, "mmap", 0, 4096, 3, 0x122));
            Assert.Equal(NotPermitted, Run(filter, architecture, "mmap", 0, 4096, 0, 0x122));
            Assert.Equal(NotPermitted, Run(filter, architecture, "mmap", 0, 4096, 0, 0x21));
            Assert.Equal(NotPermitted, Run(filter, architecture, "mprotect", 0, 4096, 1));
            Assert.Equal(NotPermitted, Run(filter, architecture, "mprotect", 0, 4096, 0));
            Assert.Equal(Allow, Run(filter, architecture, "madvise", 0, 4096, 4));
            Assert.Equal(NotPermitted, Run(filter, architecture, "madvise", 0, 4096, 100));
            Assert.Equal(NotPermitted, Run(filter, architecture, "madvise", 0, 4096, 101));
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_worker_that_only_reads_starts_no_thread(Architecture architecture)
    {
        BpfInstruction[] filter = SeccompProfiles.Worker(architecture, Own, LockdownProfile.Reading);
        Assert.Equal(NotPermitted, Run(filter, architecture, "clone", 0x3d0f00));
        Assert.Equal(NotImplemented, Run(filter, architecture, "clone3"));
        Assert.Equal(Allow, Run(filter, architecture, "pread64"));
        Assert.Equal(Kill, Run(filter, architecture, "execve"));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void The_launch_filter_lets_a_program_start_but_not_fork_or_connect(Architecture architecture)
    {
        BpfInstruction[] filter = SeccompProfiles.Launch(architecture);
        Assert.Equal(Allow, Run(filter, architecture, "execve"));
        Assert.Equal(Allow, Run(filter, architecture, "openat2"));
        Assert.Equal(Allow, Run(filter, architecture, "mprotect", 0, 4096, 5));
        Assert.Equal(Allow, Run(filter, architecture, "clone", 0x4111));
        Assert.Equal(Allow, Run(filter, architecture, "clone", 0x3d0f00));
        Assert.Equal(NotPermitted, Run(filter, architecture, "clone", 0x1200011));
        Assert.Equal(NotPermitted, Run(filter, architecture, "clone", 0x100));
        Assert.Equal(NotImplemented, Run(filter, architecture, "clone3"));
        Assert.Equal(NotPermitted, Run(filter, architecture, "socket", 2, 2));
        Assert.Equal(Kill, Run(filter, architecture, "ptrace"));
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Another_architectures_calls_kill(Architecture architecture)
    {
        const uint i386 = 0x40000003;
        const uint arm32 = 0x40000028;
        foreach (BpfInstruction[] filter in (BpfInstruction[][])[SeccompProfiles.Worker(architecture, Own, LockdownProfile.Computing), SeccompProfiles.Launch(architecture)])
        {
            Assert.Equal(Kill, Run(filter, i386, 3));
            Assert.Equal(Kill, Run(filter, arm32, 3));
            Assert.True(filter.Length < 4096, "longer than the kernel takes");
        }
    }

    [Fact]
    public void The_x32_table_kills() =>
        Assert.Equal(Kill, Run(SeccompProfiles.Launch(Architecture.X64), 0xc000003e, 0x40000000));

    private static uint Run(BpfInstruction[] filter, Architecture architecture, string name, params ulong[] arguments) =>
        Run(filter, architecture == Architecture.X64 ? 0xc000003e : 0xc00000b7, SystemCallNumbers.Of(name, architecture)!.Value, arguments);

    private static uint Run(BpfInstruction[] filter, uint audit, int number, params ulong[] arguments)
    {
        byte[] data = new byte[64];
        BinaryPrimitives.WriteInt32LittleEndian(data, number);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), audit);
        for (int i = 0; i < arguments.Length; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16 + (8 * i)), arguments[i]);
        }

        uint accumulator = 0;
        for (int at = 0; ; at++)
        {
            BpfInstruction instruction = filter[at];
            switch (instruction.Code)
            {
                case 0x20:
                    accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)instruction.Operand));
                    break;
                case 0x54:
                    accumulator &= instruction.Operand;
                    break;
                case 0x15:
                    at += accumulator == instruction.Operand ? instruction.JumpTrue : instruction.JumpFalse;
                    break;
                case 0x35:
                    at += accumulator >= instruction.Operand ? instruction.JumpTrue : instruction.JumpFalse;
                    break;
                case 0x06:
                    return instruction.Operand;
                default:
                    throw new InvalidOperationException($"instruction {instruction.Code:x}");
            }
        }
    }
}
