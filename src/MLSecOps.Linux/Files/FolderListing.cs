namespace MLSecOps.Linux.Files;

/// <summary>Everything in a folder and in the folders below it.</summary>
public static class FolderListing
{
    /// <summary>Relative paths of all that is no folder. A link counts as an entry and is not followed: it could lead anywhere, itself included.</summary>
    /// <param name="folder">The folder; what is in it is not trusted.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public static IEnumerable<string> Of(string folder) => Below(new DirectoryInfo(folder)).Select(path => Path.GetRelativePath(folder, path));

    private static IEnumerable<string> Below(DirectoryInfo folder) => folder.EnumerateFileSystemInfos().SelectMany(entry =>
        entry is DirectoryInfo { LinkTarget: null } below ? Below(below) : [entry.FullName]);
}
