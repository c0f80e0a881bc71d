using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Files;

/// <summary>Reads files that have to be small: keys, certificates, passphrases.</summary>
internal static class SmallFile
{
    private const int MaxBytes = 1 << 20;

    /// <summary>Content that is judged whole by its signature: 64 MiB.</summary>
    public const int ContentBytes = 64 << 20;

    /// <summary>The whole file.</summary>
    /// <exception cref="CommandFailure">It is missing, unreadable or larger than <paramref name="limit"/>.</exception>
    public static byte[] Read(string path, out UnixFileMode mode, int limit = MaxBytes)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            mode = File.GetUnixFileMode(stream.SafeFileHandle);
            byte[] buffer = new byte[stream.CanSeek && stream.Length > 0 ? Math.Min(stream.Length, limit) + 1 : limit + 1];
            int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false); // Also from a pipe, whose length is not known.
            return length < buffer.Length || length <= limit ? buffer[..length] : throw new CommandFailure(CommandReasons.FileUnreadable, $"{path} is larger than {limit} bytes");
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
