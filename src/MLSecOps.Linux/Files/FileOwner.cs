using MLSecOps.Linux.Native;

namespace MLSecOps.Linux.Files;

/// <summary>Gives a file to the user whom another one belongs to: what root writes for a service must be readable for it.</summary>
public static class FileOwner
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const uint BasicStatus = 0x7FF; // STATX_BASIC_STATS

    /// <summary>Gives <paramref name="path"/> to the owner of <paramref name="model"/>; nothing is done where it is his already.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">A file or folder.</param>
    /// <exception cref="IOException">One of them is missing, or this user may not give files away.</exception>
    public static void Take(string path, string model)
    {
        FileStatus wanted = Status(model), present = Status(path);
        if ((wanted.User != present.User || wanted.Group != present.Group) && Libc.ChangeOwner(path, wanted.User, wanted.Group) != 0)
        {
            throw SystemCallException.Last("chown", path);
        }
    }

    private static unsafe FileStatus Status(string path)
    {
        FileStatus status;
        return Libc.Statx(CurrentFolder, path, 0, BasicStatus, &status) == 0 ? status : throw SystemCallException.Last("statx", path);
    }
}
