using MLSecOps.Cli.Output;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Linux;
using MLSecOps.Linux.Files;
using MLSecOps.Trust.Oms;

namespace MLSecOps.Cli.Files;

/// <summary>A folder or a file of this machine as an OMS bundle is about it. Links are listed and never followed, those in the middle of a path included.</summary>
internal sealed class OmsTree : IOmsTree
{
    private const int MaxEntries = 100_000;
    private readonly string _root;

    private OmsTree(string root, IReadOnlyList<OmsTreeEntry> entries, bool isSingleFile)
    {
        _root = root;
        Entries = entries;
        IsSingleFile = isSingleFile;
    }

    /// <inheritdoc/>
    public IReadOnlyList<OmsTreeEntry> Entries { get; }

    /// <inheritdoc/>
    public bool IsSingleFile { get; }

    /// <summary>Lists what is there.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="signature">The bundle's own file, which is left out when it lies inside.</param>
    /// <exception cref="CommandFailure">It cannot be read, or holds too many files.</exception>
    public static OmsTree Open(string path, string signature)
    {
        try
        {
            if (!Directory.Exists(path))
            {
                using FileByteSource file = InputFile.Open(path);
                string name = Path.GetFileName(path);
                return new OmsTree(Path.GetDirectoryName(Path.GetFullPath(path))!, [new OmsTreeEntry(name, true, file.Length)], true);
            }

            string root = Path.GetFullPath(path), own = Path.GetFullPath(signature);
            List<OmsTreeEntry> entries = [];
            Walk(new DirectoryInfo(root), root, own, entries);
            return new OmsTree(root, entries, false);
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            throw SmallFile.Unreadable(path, outside);
        }
    }

    /// <inheritdoc/>
    public IByteSource? Open(string path)
    {
        try
        {
            return FileByteSource.Open(Path.Combine(_root, path));
        }
        catch (SystemCallException)
        {
            return null;
        }
    }

    private static void Walk(DirectoryInfo folder, string root, string own, List<OmsTreeEntry> entries)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            string path = Path.GetRelativePath(root, entry.FullName);
            if (entry is DirectoryInfo { LinkTarget: null } below)
            {
                Walk(below, root, own, entries);
            }
            else if (entry.FullName != own)
            {
                bool regular = entry is FileInfo { LinkTarget: null } file && (file.Attributes & FileAttributes.Device) == 0;
                entries.Add(new OmsTreeEntry(path, regular, entry is FileInfo sized && regular ? sized.Length : 0));
            }

            if (entries.Count > MaxEntries)
            {
                throw new CommandFailure(CommandReasons.FileUnreadable, $"{root} holds more than {MaxEntries} files");
            }
        }
    }
}
