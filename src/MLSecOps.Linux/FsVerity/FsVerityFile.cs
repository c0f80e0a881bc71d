using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Core.Digests;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.FsVerity;

/// <summary>Kernel-enforced integrity of one file: SHA-256, 4096-byte blocks, no salt.</summary>
/// <remarks>Linux, Documentation/filesystems/fsverity.rst.</remarks>
public static unsafe class FsVerityFile
{
    private const uint EnableRequest = 0x40806685;
    private const uint MeasureRequest = 0xc0046686;
    private const int Sha256 = 1;
    private const int BlockSize = 4096;
    private const int EnableArgumentSize = 128;

    /// <summary>Builds the tree and makes the file immutable. Cost: one read of the file.</summary>
    /// <param name="path">A regular file that nobody has open for writing.</param>
    /// <exception cref="SystemCallException">The file is open for writing somewhere (ETXTBSY), the disk is full, or it cannot be opened.</exception>
    public static FsVerityEnabling Enable(string path)
    {
        using SafeFileHandle handle = Descriptor.Open(path, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlocking);
        // struct fsverity_enable_arg: version, hash_algorithm, block_size, salt_size; the rest zero.
        byte* argument = stackalloc byte[EnableArgumentSize];
        new Span<byte>(argument, EnableArgumentSize).Clear();
        ((uint*)argument)[0] = 1;
        ((uint*)argument)[1] = Sha256;
        ((uint*)argument)[2] = BlockSize;
        using var use = new DescriptorUse(handle);
        while (Libc.Ioctl(use.Number, EnableRequest, argument) != 0)
        {
            switch (Marshal.GetLastPInvokeError())
            {
                case Errno.Interrupted:
                    continue;
                case Errno.Exists:
                    return FsVerityEnabling.AlreadyEnabled;
                case Errno.InappropriateIoctl or Errno.NotSupported:
                    return FsVerityEnabling.NotSupported;
                default:
                    throw SystemCallException.Last("FS_IOC_ENABLE_VERITY", path);
            }
        }

        return FsVerityEnabling.Enabled;
    }

    /// <summary>Asks the kernel for the digest of the file behind this very descriptor. O(1).</summary>
    /// <exception cref="SystemCallException">The kernel could not read the file's descriptor block.</exception>
    public static FsVerityMeasurement Measure(SafeFileHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        const int header = 4;
        // Room for SHA-512, so that a file enabled with it is told apart from a failure.
        const int room = 64;
        byte* digest = stackalloc byte[header + room];
        ((ushort*)digest)[1] = room;
        using var use = new DescriptorUse(handle);
        if (Libc.Ioctl(use.Number, MeasureRequest, digest) != 0)
        {
            return Marshal.GetLastPInvokeError() switch
            {
                Errno.NoData => new FsVerityMeasurement.NotEnabled(),
                Errno.InappropriateIoctl or Errno.NotSupported => new FsVerityMeasurement.NotSupported(),
                int error => throw new SystemCallException("FS_IOC_MEASURE_VERITY", "open file", error),
            };
        }

        var answer = new ReadOnlySpan<byte>(digest, header + room);
        bool sha256 = BinaryPrimitives.ReadUInt16LittleEndian(answer) == Sha256 && BinaryPrimitives.ReadUInt16LittleEndian(answer[2..]) == Sha256Digest.Size;
        return sha256 ? new FsVerityMeasurement.Measured(new Sha256Digest(answer.Slice(header, Sha256Digest.Size))) : new FsVerityMeasurement.NotEnabled();
    }
}
