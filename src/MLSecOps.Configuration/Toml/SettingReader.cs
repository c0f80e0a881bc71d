using System.Diagnostics.CodeAnalysis;
using MLSecOps.Core.Findings;

namespace MLSecOps.Configuration.Toml;

/// <summary>Turns entries of several files into typed values. A later entry wins; every entry is checked, also one that loses.</summary>
internal sealed class SettingReader(IReadOnlyList<TomlEntry> entries, List<ConfigurationProblem> problems)
{
    private readonly List<Setting> _settings = [];

    /// <summary>Converts a value or says, in words that follow the key's name, what it must be.</summary>
    public delegate bool Conversion<T>(TomlValue value, [MaybeNullWhen(false)] out T result, out string mustBe);

    /// <summary>Every key read so far, in the order of reading.</summary>
    public IReadOnlyList<Setting> Settings => _settings;

    /// <summary>Reports every key that is in no table, with the nearest one that is.</summary>
    public void RefuseUnknown(IReadOnlyList<ConfigurationKey> known)
    {
        HashSet<string> names = known.Select(key => key.Name).ToHashSet(StringComparer.Ordinal);
        foreach (TomlEntry entry in entries.Where(entry => !names.Contains(entry.Key)))
        {
            problems.Add(new ConfigurationProblem(
                ConfigurationReasons.UnknownKey, entry.File, entry.Line, entry.Column, $"unknown key {entry.Key}", Suggestion.Nearest(entry.Key, names)));
        }
    }

    /// <summary>The value in force of <paramref name="key"/>, or <paramref name="fallback"/>. A wrong value is a problem and gives the fallback.</summary>
    /// <param name="key">Full dotted key.</param>
    /// <param name="fallback">The default.</param>
    /// <param name="convert">Checks and converts.</param>
    /// <param name="print">Prints the value as TOML.</param>
    public T Get<T>(string key, T fallback, Conversion<T> convert, Func<T, string> print)
    {
        T result = fallback;
        Origin origin = Origin.Default;
        foreach (TomlEntry entry in entries.Where(entry => entry.Key == key))
        {
            if (convert(entry.Value, out T? value, out string mustBe))
            {
                result = value;
                origin = entry.Origin;
            }
            else
            {
                problems.Add(new ConfigurationProblem(
                    ConfigurationReasons.Value, entry.File, entry.Value.Line, entry.Value.Column, $"{key} must be {mustBe}"));
            }
        }

        _settings.Add(new Setting(key, print(result), origin));
        return result;
    }
}
