using System.Text;
using MLSecOps.Core.Findings;

namespace MLSecOps.Configuration;

/// <summary>Opens configuration files the careful way: regular, bounded, UTF-8, not writable by everyone.</summary>
internal static class ConfigurationFile
{
    /// <summary>Most bytes of one configuration or anchor file.</summary>
    public const int MaxBytes = 1 << 20;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads <paramref name="file"/>; null when it could not, and then <paramref name="problems"/> says why.</summary>
    public static string? Read(string file, List<ConfigurationProblem> problems)
    {
        try
        {
            // One handle for check and read, so that both see the same file.
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            if (!stream.CanSeek)
            {
                return Refuse(file, ConfigurationReasons.Unreadable, "not a regular file", problems);
            }

            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(stream.SafeFileHandle) & UnixFileMode.OtherWrite) != 0)
            {
                return Refuse(file, ConfigurationReasons.Permissions, "every user of this machine can write this file", problems);
            }

            if (stream.Length > MaxBytes)
            {
                return Refuse(file, ConfigurationReasons.Unreadable, $"the file has {stream.Length} bytes, at most {MaxBytes} are read", problems);
            }

            byte[] content = new byte[stream.Length];
            stream.ReadExactly(content);
            ReadOnlySpan<byte> text = content;
            return Utf8.GetString(text.StartsWith("\uFEFF"u8) ? text[3..] : text);
        }
        catch (DecoderFallbackException)
        {
            return Refuse(file, ConfigurationReasons.Unreadable, "the file is not UTF-8 text", problems);
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            string message = outside switch
            {
                FileNotFoundException or DirectoryNotFoundException => "there is no such file",
                UnauthorizedAccessException => Directory.Exists(file) ? "this is a directory" : "this user may not read it",
                _ => "reading it failed",
            };
            return Refuse(file, ConfigurationReasons.Unreadable, message, problems);
        }
    }

    private static string? Refuse(string file, Reason reason, string message, List<ConfigurationProblem> problems)
    {
        problems.Add(new ConfigurationProblem(reason, file, 0, 0, message));
        return null;
    }
}
