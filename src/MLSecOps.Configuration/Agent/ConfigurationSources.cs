using MLSecOps.Core.Findings;

namespace MLSecOps.Configuration.Agent;

/// <summary>Which files make up the agent's configuration.</summary>
/// <param name="Root">Prefix before every standard path: empty on a device, a folder in a test.</param>
/// <param name="File">One explicit file instead of the standard layers (<c>--config</c>); must exist. Null for the layers.</param>
public sealed record ConfigurationSources(string Root = "", string? File = null)
{
    /// <summary>The files in the order of precedence, lowest first: vendor, run time, administrator, administrator's drop-ins by name.</summary>
    internal List<string> Files(List<ConfigurationProblem> problems)
    {
        if (File is not null)
        {
            return [File];
        }

        List<string> files = [];
        AddFile(Root + "/usr/lib/mlsec/agent.toml", files);
        AddFolder(Root + "/run/mlsec/agent.d", numbered: false, files, problems);
        AddFile(Root + "/etc/mlsec/agent.toml", files);
        AddFolder(Root + "/etc/mlsec/agent.d", numbered: true, files, problems);
        return files;
    }

    private static void AddFile(string file, List<string> files)
    {
        if (Path.Exists(file))
        {
            files.Add(file);
        }
    }

    private static void AddFolder(string folder, bool numbered, List<string> files, List<ConfigurationProblem> problems)
    {
        string[] found;
        try
        {
            // What a package manager or an editor leaves behind (.dpkg-old, ~) does not end in .toml.
            found = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.toml") : [];
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            problems.Add(new ConfigurationProblem(ConfigurationReasons.Unreadable, folder, 0, 0, "this folder cannot be listed"));
            return;
        }

        Array.Sort(found, StringComparer.Ordinal);
        foreach (string file in found)
        {
            string name = Path.GetFileName(file);
            if (numbered && !(name.Length > "00-.toml".Length && char.IsAsciiDigit(name[0]) && char.IsAsciiDigit(name[1]) && name[2] == '-'))
            {
                problems.Add(new ConfigurationProblem(ConfigurationReasons.FileName, file, 0, 0, "a drop-in's name begins with two digits and a hyphen"));
                continue;
            }

            files.Add(file);
        }
    }
}
