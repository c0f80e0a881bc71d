using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace MLSecOps.Linux.Native;

// Layouts of the 64-bit glibc and kernel ABIs; identical on x64 and arm64.

[StructLayout(LayoutKind.Sequential)]
internal struct PollDescriptor
{
    internal int Descriptor;
    internal short Events;
    internal short Returned;
}

/// <summary><c>struct iovec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    internal byte* Base;
    internal nuint Length;
}

/// <summary><c>struct msghdr</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MessageHeader
{
    internal byte* Name;
    internal uint NameLength;
    internal IoVector* Vectors;
    internal nuint VectorCount;
    internal byte* Control;
    internal nuint ControlLength;
    internal int Flags;
}

/// <summary><c>struct mmsghdr</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ManyMessageHeader
{
    internal MessageHeader Header;
    internal uint Length;
}

/// <summary><c>struct cmsghdr</c>; its data follow at once, padded to 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ControlHeader
{
    internal nuint Length;
    internal int Level;
    internal int Type;
}

/// <summary><c>struct statvfs</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileSystemStatus
{
    internal ulong BlockSize;
    internal ulong FragmentSize;
    internal ulong Blocks;
    internal ulong FreeBlocks;
    internal ulong AvailableBlocks;
    internal ulong Files;
    internal ulong FreeFiles;
    internal ulong AvailableFiles;
    internal ulong FileSystemId;
    internal ulong Flags;
    internal ulong NameMaximum;
    internal Spare6 Spare;

    [InlineArray(6)]
    internal struct Spare6
    {
        private int _element;
    }
}

/// <summary>The start of <c>struct statx</c> (256 bytes), whose layout is the same on every architecture, unlike <c>struct stat</c>.</summary>
[StructLayout(LayoutKind.Sequential, Size = 256)]
internal struct FileStatus
{
    internal uint Mask;
    internal uint BlockSize;
    internal ulong Attributes;
    internal uint Links;
    internal uint User;
    internal uint Group;
    internal ushort Mode;
    internal ushort Spare;
    internal ulong Inode;
    internal ulong Size;
    internal ulong Blocks;
    internal ulong AttributesMask;
    internal FileTime Accessed;
    internal FileTime Born;
    internal FileTime Changed;
    internal FileTime Modified;
    internal ulong SpecialDevice;
    internal uint DeviceMajor;
    internal uint DeviceMinor;
}

/// <summary><c>struct statx_timestamp</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileTime
{
    internal long Seconds;
    internal uint Nanoseconds;
    internal int Spare;
}

/// <summary><c>struct rlimit</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ResourceLimit
{
    internal ulong Soft;
    internal ulong Hard;
}

/// <summary><c>struct rusage</c>: two times of 16 bytes, then 14 counters.</summary>
[StructLayout(LayoutKind.Sequential, Size = 144)]
internal struct ResourceUsage
{
    internal long UserSeconds;
    internal long UserMicroseconds;
    internal long SystemSeconds;
    internal long SystemMicroseconds;
    internal long PeakResidentKilobytes;
}
