using System.Text;

namespace MLSecOps.Linux.Sockets;

/// <summary><c>struct sockaddr_un</c> of a socket in the file system.</summary>
internal sealed class UnixAddress(string path)
{
    internal const int MaxSize = 110;
    private const int FamilySize = 2;
    private const ushort UnixFamily = 1;

    /// <summary>True when the path fits (107 bytes and a zero).</summary>
    internal bool Fits => Encoding.UTF8.GetByteCount(path) < MaxSize - FamilySize;

    internal int Write(Span<byte> destination)
    {
        destination.Clear();
        BitConverter.TryWriteBytes(destination, UnixFamily);
        return FamilySize + Encoding.UTF8.GetBytes(path, destination[FamilySize..^1]) + 1;
    }
}
