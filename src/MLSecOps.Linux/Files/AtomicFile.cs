using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Files;

/// <summary>A file that appears under its name whole or not at all: written beside it, flushed to the disk, renamed over it, and the folder flushed.</summary>
/// <remarks>A process killed in between leaves only a file that <see cref="RemoveLeftovers"/> recognises by its name.</remarks>
public sealed class AtomicFile : IDisposable
{
    private const string LeftoverPrefix = ".new-";
    private readonly string _path;
    private readonly string _temporary;
    private readonly SafeFileHandle _handle;
    private long _length;
    private bool _committed;

    private AtomicFile(string path, string temporary, SafeFileHandle handle)
    {
        _path = path;
        _temporary = temporary;
        _handle = handle;
    }

    /// <summary>Bytes written so far.</summary>
    public long Length => _length;

    /// <summary>The open file; owned by this object.</summary>
    public SafeFileHandle Handle => _handle;

    /// <summary>Writes a whole file in one call.</summary>
    /// <exception cref="SystemCallException">It could not be made durable; the old file, if any, is untouched.</exception>
    /// <exception cref="IOException">The disk is full or fails while writing.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        using AtomicFile file = Create(path, mode);
        file.Append(content);
        file.Commit();
    }

    /// <summary>Starts a file; nothing is visible under <paramref name="path"/> before <see cref="Commit"/>.</summary>
    /// <param name="path">Where it will appear; its folder exists.</param>
    /// <param name="mode">Exact permissions, whatever the umask.</param>
    /// <exception cref="SystemCallException">The folder is missing or not writable.</exception>
    public static AtomicFile Create(string path, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        string full = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(full)!, LeftoverPrefix + RandomNumberGenerator.GetHexString(16, lowercase: true));
        SafeFileHandle handle = Descriptor.Open(temporary, OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, 0x180);
        var file = new AtomicFile(full, temporary, handle);
        try
        {
            file.SetMode(mode);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Removes what a killed process left half-written in <paramref name="folder"/>; for the one writer of that folder, at its start.</summary>
    /// <returns>How many files were removed.</returns>
    public static int RemoveLeftovers(string folder)
    {
        int removed = 0;
        foreach (string leftover in Directory.EnumerateFiles(folder, LeftoverPrefix + "*"))
        {
            File.Delete(leftover);
            removed++;
        }

        return removed;
    }

    /// <summary>Appends bytes.</summary>
    public void Append(ReadOnlySpan<byte> content)
    {
        RandomAccess.Write(_handle, content, _length);
        _length += content.Length;
    }

    /// <summary>Makes it durable and visible under its name, replacing what was there.</summary>
    /// <exception cref="SystemCallException">It could not be made durable or renamed.</exception>
    public void Commit()
    {
        Descriptor.Flush(_handle, _temporary);
        if (Libc.Rename(_temporary, _path) != 0)
        {
            throw SystemCallException.Last("rename", _path);
        }

        _committed = true;
        FolderFlush.Flush(Path.GetDirectoryName(_path)!);
    }

    /// <summary>Closes the file, and removes it when it was not committed.</summary>
    public void Dispose()
    {
        if (!_committed && !_handle.IsClosed)
        {
            // Best effort: what stays is found by RemoveLeftovers.
            _ = Libc.Unlink(_temporary);
        }

        _handle.Dispose();
    }

    private void SetMode(UnixFileMode mode)
    {
        using var use = new DescriptorUse(_handle);
        if (Libc.Fchmod(use.Number, (uint)mode) != 0)
        {
            throw SystemCallException.Last("fchmod", _temporary);
        }
    }
}
