using System.Diagnostics.CodeAnalysis;
using MLSecOps.Configuration.Toml;
using MLSecOps.Core.Findings;

namespace MLSecOps.Configuration.Operator;

/// <summary>Reads <c>operator.toml</c>.</summary>
public static class OperatorConfigurationLoader
{
    private const int MaxPathBytes = 4095;

    /// <summary>Reads <paramref name="file"/>; refuses one that every user can write. The files that it names are not opened.</summary>
    /// <param name="file">Path of the TOML file; must exist.</param>
    /// <param name="needsHub">False when the hub's address comes from elsewhere.</param>
    /// <returns>The configuration, or all problems at once.</returns>
    public static Loaded<OperatorConfiguration> Load(string file, bool needsHub = true)
    {
        ArgumentNullException.ThrowIfNull(file);
        List<ConfigurationProblem> problems = [];
        string? text = ConfigurationFile.Read(file, problems);
        if (text is null)
        {
            return new Loaded<OperatorConfiguration>(null, problems, [file]);
        }

        List<TomlEntry> entries = TomlFile.Parse(file, text, problems);
        SettingReader reader = new(entries, problems);
        reader.RefuseUnknown(OperatorKeys.All);
        string hub = reader.Get("hub", string.Empty, Address, TomlText.Of);
        string trust = reader.Get("trust", string.Empty, RelativePath, TomlText.Of);
        string certificate = reader.Get("cert", string.Empty, RelativePath, TomlText.Of);
        string key = reader.Get("key", string.Empty, RelativePath, TomlText.Of);
        foreach (string missing in OperatorKeys.All.Select(known => known.Name).Where(name => (needsHub || name != "hub") && !entries.Any(entry => entry.Key == name)))
        {
            problems.Add(new ConfigurationProblem(ConfigurationReasons.Missing, file, 0, 0, $"the key {missing} is missing"));
        }

        if (problems.Count > 0)
        {
            return new Loaded<OperatorConfiguration>(null, [.. problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)], [file]);
        }

        string folder = Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/";
        OperatorConfiguration configuration = new()
        {
            Hub = HubAddress.TryParse(hub, out Uri? address) ? address : null,
            TrustFile = Path.Combine(folder, trust),
            CertificateFile = Path.Combine(folder, certificate),
            KeyFile = Path.Combine(folder, key),
            File = file,
        };
        return new Loaded<OperatorConfiguration>(configuration, problems, [file]);
    }

    private static bool Address(TomlValue value, [MaybeNullWhen(false)] out string result, out string mustBe)
    {
        mustBe = HubAddress.MustBe;
        result = value.Text;
        return value.Kind == TomlKind.Text && HubAddress.TryParse(result, out _);
    }

    private static bool RelativePath(TomlValue value, [MaybeNullWhen(false)] out string result, out string mustBe)
    {
        mustBe = $"the path of a file, of at most {MaxPathBytes} bytes";
        result = value.Text;
        return value.Kind == TomlKind.Text && result.Length > 0 && !result.Contains('\0') && System.Text.Encoding.UTF8.GetByteCount(result) <= MaxPathBytes;
    }
}
