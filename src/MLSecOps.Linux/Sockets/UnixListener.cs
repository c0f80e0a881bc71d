using System.Net.Sockets;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Sockets;

/// <summary>A listening Unix socket in the file system whose permissions are set before anyone can connect.</summary>
public sealed class UnixListener : IDisposable
{
    private readonly Socket _socket;
    private readonly string _path;

    private UnixListener(Socket socket, string path)
    {
        _socket = socket;
        _path = path;
    }

    /// <summary>Binds and listens. A socket left by an earlier run is replaced: hold the state's <see cref="Files.ExclusiveLockFile"/> first.</summary>
    /// <param name="path">At most 107 bytes; its folder exists.</param>
    /// <param name="mode">Who may connect (write permission).</param>
    /// <param name="type">Stream (varlink) or Seqpacket (tap).</param>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    /// <exception cref="SystemCallException">The permissions cannot be set.</exception>
    public static UnixListener Listen(string path, UnixFileMode mode, SocketType type = SocketType.Stream)
    {
        _ = Libc.Unlink(path);
        var socket = new Socket(AddressFamily.Unix, type, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint(path));
            // Before listen(2) every connect is refused, so the default permissions are never usable.
            if (Libc.Chmod(path, (uint)mode) != 0)
            {
                throw SystemCallException.Last("chmod", path);
            }

            socket.Listen(64);
            return new UnixListener(socket, path);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The next caller; the socket is the receiver's to dispose.</summary>
    public ValueTask<Socket> AcceptAsync(CancellationToken cancellationToken) => _socket.AcceptAsync(cancellationToken);

    /// <summary>Stops listening and removes the name.</summary>
    public void Dispose()
    {
        _socket.Dispose();
        _ = Libc.Unlink(_path);
    }
}
