using System.Globalization;
using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Sockets;

/// <summary>Gives a socket's file to a local group, whose members may then connect.</summary>
public static class SocketGroup
{
    private const string GroupFile = "/etc/group";
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint BasicStatus = 0x7FF; // STATX_BASIC_STATS

    /// <summary>Sees to the group of <paramref name="path"/>; its owner stays.</summary>
    /// <param name="path">The socket.</param>
    /// <param name="group">A name in /etc/group. Only local groups: a directory service must not be needed to start.</param>
    /// <exception cref="IOException">There is no such group, or it may not be given.</exception>
    public static void Set(string path, string group)
    {
        string? row = File.ReadLines(GroupFile).FirstOrDefault(line => line.StartsWith(group + ":", StringComparison.Ordinal));
        if (row?.Split(':') is not [_, _, string number, ..] || !uint.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out uint id))
        {
            throw new IOException($"there is no group {group} in {GroupFile}");
        }

        // A service that runs in the group has made the socket in it, and a hardened one may not call chown at all.
        if (GroupOf(path) == id)
        {
            return;
        }

        if (Libc.ChangeOwner(path, uint.MaxValue, id) != 0)
        {
            throw SystemCallException.Last("chown", path);
        }
    }

    private static unsafe uint GroupOf(string path)
    {
        FileStatus status;
        return Libc.Statx(CurrentFolder, path, 0, BasicStatus, &status) == 0 ? status.Group : throw SystemCallException.Last("statx", path);
    }
}
