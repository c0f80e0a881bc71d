using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Verity;
using MLSecOps.Linux.Files;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>Files of an installed release, taken only with the digest that its manifest states.</summary>
internal static class SignedFile
{
    /// <summary>Reads a file into memory, and measures what was read.</summary>
    /// <param name="release">The release's folder.</param>
    /// <param name="file">As the manifest has it.</param>
    /// <param name="limit">A longer one is not read.</param>
    /// <param name="hasher">Measures.</param>
    /// <returns>Null when it is longer, or not as signed.</returns>
    /// <exception cref="IOException">It could not be read.</exception>
    public static byte[]? Read(FolderBoundary release, ManifestFile file, int limit, IBlockHasher hasher)
    {
        if (file.SizeBytes > limit)
        {
            return null;
        }

        using FileByteSource source = release.OpenFile(file.Path);
        byte[] content = new byte[file.SizeBytes];
        return source.Length == file.SizeBytes && source.Read(0, content) == content.Length
            && VerityDigester.Measure(new MemoryByteSource(content), hasher, null, CancellationToken.None) == file.FsVerity
            ? content
            : null;
    }

    /// <summary>Opens a file and measures it. Whoever can write into the store can still change it afterwards: for what decides nothing by itself.</summary>
    /// <returns>The open file, the caller's; null when it is not as signed.</returns>
    /// <exception cref="IOException">It could not be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static FileByteSource? Open(FolderBoundary release, ManifestFile file, IBlockHasher hasher, CancellationToken cancellationToken)
    {
        FileByteSource source = release.OpenFile(file.Path);
        bool isSigned = false;
        try
        {
            isSigned = source.Length == file.SizeBytes && VerityDigester.Measure(source, hasher, null, cancellationToken) == file.FsVerity;
            return isSigned ? source : null;
        }
        finally
        {
            if (!isSigned)
            {
                source.Dispose();
            }
        }
    }
}
