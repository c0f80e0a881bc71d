using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Files;

/// <summary>Takes the write permissions off a tree (files 0444, folders 0555), so that nothing changes it by mistake. Against root, digests and fs-verity protect, not this.</summary>
public static class TreeSeal
{
    private const uint ReadOnlyFile = 0x124;
    private const uint ReadOnlyFolder = 0x16d;
    private const uint WritableFolder = 0x1ed;

    /// <summary>Seals <paramref name="folder"/> and all below it. Symbolic links are not followed and not changed.</summary>
    /// <exception cref="SystemCallException">A permission could not be changed.</exception>
    public static void Apply(string folder)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(folder))
        {
            FileAttributes attributes = File.GetAttributes(entry);
            if (attributes.HasFlag(FileAttributes.ReparsePoint))
            {
                continue;
            }

            if (attributes.HasFlag(FileAttributes.Directory))
            {
                Apply(entry);
            }
            else
            {
                Change(entry, ReadOnlyFile);
            }
        }

        Change(folder, ReadOnlyFolder);
    }

    /// <summary>Moves a sealed tree to another folder of the same file system; it stays sealed but for its top, which a move has to write (its parent changes).</summary>
    /// <exception cref="SystemCallException">A permission could not be changed.</exception>
    /// <exception cref="IOException">It could not be moved.</exception>
    public static void Move(string folder, string target)
    {
        Change(folder, WritableFolder);
        Directory.Move(folder, target);
    }

    /// <summary>Removes a sealed tree; nothing happens when it is missing.</summary>
    /// <exception cref="SystemCallException">A permission could not be changed.</exception>
    public static void Remove(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        Unseal(folder);
        Directory.Delete(folder, recursive: true);
    }

    private static void Unseal(string folder)
    {
        Change(folder, WritableFolder);
        foreach (string below in Directory.EnumerateDirectories(folder))
        {
            if (!File.GetAttributes(below).HasFlag(FileAttributes.ReparsePoint))
            {
                Unseal(below);
            }
        }
    }

    private static void Change(string path, uint mode)
    {
        if (Libc.Chmod(path, mode) != 0)
        {
            throw SystemCallException.Last("chmod", path);
        }
    }
}
