using Microsoft.Win32.SafeHandles;

namespace MLSecOps.Client;

/// <summary>One file of an open model: the bytes that were signed, which nobody can change any more.</summary>
/// <param name="path">Path in the package, relative, as a model names its external data.</param>
/// <param name="role"><c>model</c>, <c>external-data</c> or <c>data</c>.</param>
/// <param name="size">Length in bytes.</param>
/// <param name="handle">Its descriptor.</param>
public sealed class ModelFile(string path, string role, long size, SafeFileHandle handle)
{
    /// <summary>Path in the package, relative.</summary>
    public string Path { get; } = path;

    /// <summary><c>model</c>, <c>external-data</c> or <c>data</c>.</summary>
    public string Role { get; } = role;

    /// <summary>Length in bytes.</summary>
    public long Size { get; } = size;

    /// <summary>Read-only; closed with the model.</summary>
    public SafeFileHandle Handle { get; } = handle;

    /// <summary>A path of these very bytes, good in this process while the model is open: for runtimes that want a path.</summary>
    public string ProcPath => $"/proc/self/fd/{Handle.DangerousGetHandle()}";

    /// <summary>All of it, below 2 GiB.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    public byte[] ReadAllBytes()
    {
        byte[] content = new byte[Size];
        for (int at = 0; at < content.Length;)
        {
            int count = RandomAccess.Read(Handle, content.AsSpan(at), at);
            at += count > 0 ? count : throw new EndOfStreamException($"{Path} is shorter than the agent says");
        }

        return content;
    }
}
