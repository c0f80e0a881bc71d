using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Files;

/// <summary>Reads files that have to be small: keys, certificates, passphrases.</summary>
internal static class SmallFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>The whole file.</summary>
    /// <exception cref="CommandFailure">It is missing, unreadable or larger than 1 MiB.</exception>
    public static byte[] Read(string path, out UnixFileMode mode)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            mode = File.GetUnixFileMode(stream.SafeFileHandle);
            byte[] buffer = new byte[MaxBytes + 1];
            int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false); // Also from a pipe, whose length is not known.
            return length <= MaxBytes ? buffer[..length] : throw new CommandFailure(CommandReasons.FileUnreadable, $"{path} is larger than {MaxBytes} bytes");
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, outside);
        }
    }

    /// <summary>The failure for a file that cannot be opened, in our words.</summary>
    public static CommandFailure Unreadable(string path, Exception outside) => new(
        CommandReasons.FileUnreadable,
        $"{path} cannot be read",
        outside switch
        {
            FileNotFoundException or DirectoryNotFoundException => "there is no such file",
            UnauthorizedAccessException when Directory.Exists(path) => "it is a folder",
            UnauthorizedAccessException => "this user may not read it",
            _ => null,
        });
}
