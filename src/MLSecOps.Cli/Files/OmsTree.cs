using MLSecOps.Cli.Output;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Linux;
using MLSecOps.Linux.Files;
using MLSecOps.Trust.Oms;

namespace MLSecOps.Cli.Files;

/// <summary>A folder or a file of this machine as an OMS bundle is about it.</summary>
/// <remarks>
/// Links are listed and not followed, those in the middle of a path included; or, where that is asked for, followed to regular files as
/// long as the kernel finds that none leads out. Links to folders are never followed: what is in the folder is listed where it is.
/// </remarks>
internal sealed class OmsTree : IOmsTree, IDisposable
{
    private const int MaxEntries = 100_000;
    private readonly FolderBoundary _boundary;
    private readonly List<OmsTreeEntry> _entries = [];

    private OmsTree(FolderBoundary boundary, string name, bool isSingleFile, bool followsLinks)
    {
        _boundary = boundary;
        Name = name;
        IsSingleFile = isSingleFile;
        FollowsLinks = followsLinks;
    }

    /// <summary>Name of the folder or file.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyList<OmsTreeEntry> Entries => _entries;

    /// <inheritdoc/>
    public bool IsSingleFile { get; }

    /// <inheritdoc/>
    public bool FollowsLinks { get; }

    /// <summary>Lists what is there.</summary>
    /// <param name="path">The folder or file. Where the folder itself is a link, it is the folder that the link leads to now.</param>
    /// <param name="signature">The bundle's own file, which is left out when it lies inside.</param>
    /// <param name="followLinks">Follow links to regular files that stay inside.</param>
    /// <exception cref="CommandFailure">It cannot be read, or holds too many files.</exception>
    public static OmsTree Open(string path, string signature, bool followLinks)
    {
        OmsTree? tree = null;
        try
        {
            string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
            if (!Directory.Exists(path))
            {
                using FileByteSource file = InputFile.Open(path);
                tree = new OmsTree(FolderBoundary.Open(Target(Path.GetDirectoryName(full)!)), Path.GetFileName(full), true, followLinks);
                tree._entries.Add(new OmsTreeEntry(tree.Name, true, file.Length));
                return tree;
            }

            string root = Target(full), own = Path.GetFullPath(signature);
            string name = Path.GetFileName(full);
            tree = new OmsTree(FolderBoundary.Open(root), name.Length > 0 ? name : "model", false, followLinks);
            tree.Walk(new DirectoryInfo(root), root, [Path.GetRelativePath(full, own), Path.GetRelativePath(root, own)]);
            return tree;
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            tree?.Dispose();
            throw SmallFile.Unreadable(path, outside);
        }
    }

    /// <inheritdoc/>
    public IByteSource? Open(OmsTreeEntry entry)
    {
        try
        {
            return entry.IsLink ? _boundary.OpenFileThroughLinks(entry.Path) : _boundary.OpenFile(entry.Path);
        }
        catch (SystemCallException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _boundary.Dispose();

    private static string Target(string folder) => new DirectoryInfo(folder).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? folder;

    private void Walk(DirectoryInfo folder, string root, string[] own)
    {
        foreach (FileSystemInfo entry in folder.EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            string path = Path.GetRelativePath(root, entry.FullName);
            if (entry is DirectoryInfo { LinkTarget: null } below)
            {
                Walk(below, root, own);
            }
            else if (!own.Contains(path))
            {
                _entries.Add(entry.LinkTarget is null ? Plain(path, entry) : Link(path));
            }

            if (_entries.Count > MaxEntries)
            {
                throw new CommandFailure(CommandReasons.FileUnreadable, $"{root} holds more than {MaxEntries} files");
            }
        }
    }

    private static OmsTreeEntry Plain(string path, FileSystemInfo entry)
    {
        bool regular = entry is FileInfo file && (file.Attributes & FileAttributes.Device) == 0;
        return new OmsTreeEntry(path, regular, regular ? ((FileInfo)entry).Length : 0);
    }

    private OmsTreeEntry Link(string path)
    {
        OmsTreeEntry link = new(path, false, 0) { IsLink = true };
        using FileByteSource? target = FollowsLinks ? (FileByteSource?)Open(link) : null;
        return target is null ? link : link with { IsRegular = true, SizeBytes = target.Length };
    }
}
