using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Memory;

/// <summary>Reads a memory file that another process made. Only one that can neither change nor shrink any more is read, by copying; nothing is ever mapped.</summary>
public static class ReceivedMemory
{
    private const int GetSealsCommand = 1034;
    private const int SealShrink = 0x2;
    private const int SealWrite = 0x8;

    /// <summary>Checks seals and length, then copies all of it.</summary>
    /// <param name="handle">What came over a socket; of any kind, untrusted.</param>
    /// <param name="destination">Exactly as long as the sender says that the file is.</param>
    /// <returns>Anything but <see cref="ReceivedMemoryOutcome.Read"/> leaves <paramref name="destination"/> undefined.</returns>
    public static unsafe ReceivedMemoryOutcome Read(SafeFileHandle handle, Span<byte> destination)
    {
        using var use = new DescriptorUse(handle);
        const int needed = SealShrink | SealWrite;
        // Files that are no memory files know no seals (EINVAL): they are never read, so that a pipe or a file of a network cannot hold the reader up.
        int seals = Libc.Fcntl(use.Number, GetSealsCommand, 0);
        if (seals < 0 || (seals & needed) != needed)
        {
            return ReceivedMemoryOutcome.NotSealed;
        }

        if (Descriptor.Status(handle, "received memory").Size != (ulong)destination.Length)
        {
            return ReceivedMemoryOutcome.OtherLength;
        }

        int at = 0;
        while (at < destination.Length)
        {
            nint count;
            fixed (byte* data = destination[at..])
            {
                count = Libc.ReadAt(use.Number, data, (nuint)(destination.Length - at), at);
            }

            if (count <= 0)
            {
                return ReceivedMemoryOutcome.Unreadable;
            }

            at += (int)count;
        }

        return ReceivedMemoryOutcome.Read;
    }
}
