using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;

namespace MLSecOps.Trust.Packages;

/// <summary>Checks the payload of a package block by block, and stops at the first one that is not the signed one.</summary>
/// <remarks>Memory: one window of <see cref="Limits.WindowBytes"/> and <see cref="IndexCheck"/>'s level, whatever the size of the payload.</remarks>
internal sealed class PayloadCheck(IByteSource package, IBlockHasher hasher, IPayloadSink? sink, CheckList checks, CancellationToken cancellation)
{
    // A window of whole index blocks: 128 leaves of 4096 bytes each make 512 KiB of payload.
    private readonly byte[] _window = new byte[Limits.WindowBytes];
    private readonly byte[] _measured = new byte[Limits.WindowBytes / VerityGeometry.HashesPerBlock];
    private readonly byte[] _expected = new byte[Limits.WindowBytes / VerityGeometry.HashesPerBlock];

    /// <summary>Checks all files: first every index, then every payload.</summary>
    /// <returns>True when all passed; otherwise the failed check is in the list.</returns>
    public bool Run(PackageLayout layout)
    {
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
        for (long offset = 0; offset < size; offset += _window.Length)
        {
            cancellation.ThrowIfCancellationRequested();
            Memory<byte> part = _window.AsMemory(0, (int)Math.Min(_window.Length, size - offset));
            int leaves = (int)VerityGeometry.LeafBytesOf(part.Length);
            if (!index.ReadLeaves(offset / VerityGeometry.HashesPerBlock, _expected))
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
