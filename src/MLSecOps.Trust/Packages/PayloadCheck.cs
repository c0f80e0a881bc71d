using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;

namespace MLSecOps.Trust.Packages;

/// <summary>Checks the payload of a package block by block, and stops at the first one that is not the signed one.</summary>
/// <remarks>
/// Memory: one window of at most <see cref="Limits.WideWindowBytes"/> with its hashes, and <see cref="IndexCheck"/>'s level of one file,
/// 64 bytes for each MiB: 256 KiB of the 32 MiB that the index of 4 GiB takes.
/// </remarks>
internal sealed class PayloadCheck(IByteSource package, IBlockHasher hasher, IPayloadSink? sink, CheckList checks, CancellationToken cancellation)
{
    private byte[] _window = [];
    private byte[] _measured = [];
    private byte[] _expected = [];

    /// <summary>Checks all files in their order, of each first the index, then the payload.</summary>
    /// <returns>True when all passed; otherwise the failed check is in the list.</returns>
    public bool Run(PackageLayout layout)
    {
        long largest = layout.Files.Max(file => VerityGeometry.BlocksOf(file.File.SizeBytes)) * VerityGeometry.BlockSize;
        _window = new byte[(int)Math.Clamp(largest, VerityGeometry.BlockSize, Limits.WideWindowBytes)];
        _measured = new byte[_window.Length / VerityGeometry.HashesPerBlock];
        _expected = new byte[_window.Length / VerityGeometry.HashesPerBlock];
        foreach (PackageFile file in layout.Files)
        {
            if (!CheckFile(file))
            {
                return false;
            }
        }

        return true;
    }

    private bool CheckFile(PackageFile file)
    {
        try
        {
            IndexCheck? index = IndexCheck.Open(package, file.Index, file.File, hasher, _window, cancellation);
            if (index is null)
            {
                checks.Fail(CheckIds.Index, file.File.Path, PackageReasons.IndexMismatch, file.File.FsVerity.ToString());
                return false;
            }

            checks.Pass(CheckIds.Index, file.File.Path, file.File.FsVerity.ToString());
            return CheckBlocks(file, index);
        }
        catch (EndOfStreamException)
        {
            checks.Fail(CheckIds.Blocks, file.File.Path, PackageReasons.Truncated, $"{file.File.SizeBytes} bytes", "a source that became shorter");
            return false;
        }
    }

    private bool CheckBlocks(PackageFile file, IndexCheck index)
    {
        sink?.Begin(file.File);
        long size = file.File.SizeBytes;
        for (long offset = 0, next; offset < size; offset = next)
        {
            cancellation.ThrowIfCancellationRequested();
            // Either limit is whole index blocks (128 leaves stand for 512 KiB), so that a window of payload and its leaves begin together.
            next = Math.Min(size, offset + (offset == 0 ? Limits.WindowBytes : Limits.WideWindowBytes));
            Memory<byte> part = _window.AsMemory(0, (int)(next - offset));
            int leaves = (int)VerityGeometry.LeafBytesOf(part.Length);
            if (!index.ReadLeaves(offset / VerityGeometry.HashesPerBlock, _expected.AsMemory(0, leaves)))
            {
                checks.Fail(CheckIds.Index, file.File.Path, PackageReasons.IndexMismatch, "the index as checked before", "an index that changed while it was read");
                return false;
            }

            hasher.ReadAndHash(package, file.Payload.Offset, offset, part, _measured.AsMemory(0, leaves));
            int same = _measured.AsSpan(0, leaves).CommonPrefixLength(_expected);
            if (same < leaves)
            {
                FailBlock(file.File, offset, same / VerityGeometry.HashSize);
                return false;
            }

            if (PackageHints.FindWrong(package, file, offset, part.Span) is { } wrong)
            {
                checks.Fail(CheckIds.Index, file.File.Path, PackageReasons.HintMismatch, $"the checksum of the block at byte {wrong}");
                return false;
            }

            sink?.Write(part);
        }

        sink?.End();
        checks.Pass(CheckIds.Blocks, file.File.Path, $"{VerityGeometry.BlocksOf(size)} block(s)");
        return true;
    }

    private void FailBlock(ManifestFile file, long offset, int block)
    {
        int at = block * VerityGeometry.HashSize;
        long byteOffset = offset + ((long)block * VerityGeometry.BlockSize);
        checks.Fail(
            CheckIds.Blocks,
            file.Path,
            PackageReasons.PayloadMismatch,
            $"block at byte {byteOffset} with hash {Convert.ToHexStringLower(_expected.AsSpan(at, VerityGeometry.HashSize))}",
            Convert.ToHexStringLower(_measured.AsSpan(at, VerityGeometry.HashSize)));
    }
}
