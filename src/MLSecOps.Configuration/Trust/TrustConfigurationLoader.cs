using MLSecOps.Configuration.Toml;
using MLSecOps.Core.Findings;

namespace MLSecOps.Configuration.Trust;

/// <summary>Reads <c>trust.toml</c> and the anchors it names.</summary>
public static class TrustConfigurationLoader
{
    /// <summary>Reads <paramref name="file"/> and every anchor file; refuses any that every user can write.</summary>
    /// <param name="file">Path of the TOML file; must exist.</param>
    /// <returns>The configuration, or all problems at once.</returns>
    public static Loaded<TrustConfiguration> Load(string file)
    {
        ArgumentNullException.ThrowIfNull(file);
        List<ConfigurationProblem> problems = [];
        List<string> files = [file];
        string? text = ConfigurationFile.Read(file, problems);
        if (text is null)
        {
            return new Loaded<TrustConfiguration>(null, problems, files);
        }

        List<TomlEntry> entries = TomlFile.Parse(file, text, problems);
        SettingReader reader = new(entries, problems);
        reader.RefuseUnknown(TrustKeys.All);
        string fleet = reader.Get("fleet", string.Empty, Conversions.Name, TomlText.Of);
        bool requireCrl = reader.Get("require_crl", false, Conversions.Switch, value => value ? "true" : "false");
        Dictionary<string, RoleConfiguration> roles = [];
        foreach (string role in TrustKeys.Roles)
        {
            if (Role(role, file, entries, reader, files, problems) is { } read)
            {
                roles[role] = read;
            }
        }

        IReadOnlyList<TrustAnchor> timestamp = entries.Any(entry => entry.Key == "timestamp.anchors") ? Anchors("timestamp", file, entries, reader, files, problems) ?? [] : [];
        if (!entries.Any(entry => entry.Key.StartsWith("publisher.", StringComparison.Ordinal)))
        {
            problems.Add(new ConfigurationProblem(ConfigurationReasons.Missing, file, 0, 0, "the table [publisher] with its anchors is missing"));
        }

        if (problems.Count > 0)
        {
            return new Loaded<TrustConfiguration>(null, [.. problems.OrderBy(problem => problem.File != file).ThenBy(problem => problem.Line)], files);
        }

        TrustConfiguration configuration = new()
        {
            Fleet = fleet.Length == 0 ? null : fleet,
            Publisher = roles["publisher"],
            Director = roles.GetValueOrDefault("director"),
            Root = roles.GetValueOrDefault("root"),
            Hub = roles.GetValueOrDefault("hub"),
            Timestamp = timestamp,
            RequireCrl = requireCrl,
            File = file,
        };
        return new Loaded<TrustConfiguration>(configuration, problems, files);
    }

    private static RoleConfiguration? Role(string role, string file, List<TomlEntry> entries, SettingReader reader, List<string> files, List<ConfigurationProblem> problems)
    {
        if (!entries.Any(entry => entry.Key.StartsWith(role + ".", StringComparison.Ordinal)))
        {
            return null;
        }

        int threshold = reader.Get(role + ".threshold", 1, Conversions.Number(1, 16), TomlText.Of);
        KeyUsagePolicy usage = reader.Get(
            role + ".eku", KeyUsagePolicy.Strict, Conversions.Word(("strict", KeyUsagePolicy.Strict), ("oms", KeyUsagePolicy.Oms)), value => TomlText.Of(value.ToString()));
        return Anchors(role, file, entries, reader, files, problems) is { } anchors ? new RoleConfiguration(anchors, threshold, usage) : null;
    }

    private static List<TrustAnchor>? Anchors(string role, string file, List<TomlEntry> entries, SettingReader reader, List<string> files, List<ConfigurationProblem> problems)
    {
        IReadOnlyList<string> paths = reader.Get<IReadOnlyList<string>>(role + ".anchors", [], Conversions.Texts, TomlText.Of);
        TomlEntry? anchorsEntry = entries.LastOrDefault(entry => entry.Key == role + ".anchors");
        if (anchorsEntry is null || (paths.Count == 0 && anchorsEntry.Value is { Kind: TomlKind.Array, Items.Count: 0 }))
        {
            TomlEntry at = anchorsEntry ?? entries.First(entry => entry.Key.StartsWith(role + ".", StringComparison.Ordinal));
            problems.Add(new ConfigurationProblem(ConfigurationReasons.Missing, file, at.Line, at.Column, $"{role}.anchors must name at least one PEM file"));
            return null;
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
        List<TrustAnchor> anchors = [];
        foreach (string path in paths)
        {
            string resolved = Path.IsPathRooted(path) ? path : Path.Combine(folder, path);
            files.Add(resolved);
            anchors.AddRange(AnchorFile.Read(resolved, anchors, problems));
        }

        return anchors;
    }
}
