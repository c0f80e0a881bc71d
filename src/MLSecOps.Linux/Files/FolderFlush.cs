using Microsoft.Win32.SafeHandles;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Files;

/// <summary>Makes names durable: a file's creation, rename or removal survives power loss only after its folder was flushed.</summary>
public static class FolderFlush
{
    /// <summary>Flushes the entries of <paramref name="folder"/> to the disk.</summary>
    /// <exception cref="SystemCallException">The folder cannot be opened or flushed.</exception>
    public static void Flush(string folder)
    {
        using SafeFileHandle handle = Descriptor.Open(folder, OpenFlags.ReadOnly | OpenFlags.Directory);
        Descriptor.Flush(handle, folder);
    }

    /// <summary>Flushes the content of one file, opened for reading, to the disk.</summary>
    /// <exception cref="SystemCallException">The file cannot be opened or flushed.</exception>
    public static void FlushFile(string path)
    {
        using SafeFileHandle handle = Descriptor.Open(path, OpenFlags.ReadOnly | OpenFlags.NoFollow);
        Descriptor.Flush(handle, path);
    }
}
