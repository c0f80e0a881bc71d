using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Linux;
using MLSecOps.Linux.Files;

namespace MLSecOps.Cli.Files;

/// <summary>Opens packages and what goes into them.</summary>
internal static class InputFile
{
    /// <summary>Opens a regular file.</summary>
    /// <exception cref="CommandFailure">It is missing, not a regular file, or closed to this user.</exception>
    public static FileByteSource Open(string path)
    {
        try
        {
            return FileByteSource.Open(path);
        }
        catch (SystemCallException refused)
        {
            string? why = refused.IsMissing ? "there is no such file"
                : Directory.Exists(path) ? "it is a folder"
                : File.Exists(path) && new FileInfo(path).LinkTarget is not null ? "it is a symbolic link"
                : File.Exists(path) ? "this user may not read it"
                : null;
            throw new CommandFailure(CommandReasons.FileUnreadable, $"{path} cannot be read", why);
        }
    }
}
