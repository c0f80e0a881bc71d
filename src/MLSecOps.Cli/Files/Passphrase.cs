using System.Text;
using MLSecOps.Cli.Grammar;

namespace MLSecOps.Cli.Files;

/// <summary>Passphrases come from a file or descriptor, never from the command line, where every user could read them.</summary>
internal static class Passphrase
{
    /// <summary>The first line of <paramref name="file"/>; null when no file is named.</summary>
    public static string? Read(Invocation invocation, string? file)
    {
        if (file is null)
        {
            return null;
        }

        string text = Encoding.UTF8.GetString(SmallFile.Read(file, out _));
        string line = text.Split('\n')[0].TrimEnd('\r');
        return line.Length > 0 ? line : throw invocation.Usage($"the first line of {file} is empty, so there is no passphrase");
    }
}
