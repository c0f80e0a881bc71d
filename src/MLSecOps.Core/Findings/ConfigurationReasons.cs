namespace MLSecOps.Core.Findings;

/// <summary>Reasons of configuration files.</summary>
public static class ConfigurationReasons
{
    /// <summary>A file that is named or found cannot be read.</summary>
    public static Reason Unreadable { get; } = new(
        "CONFIGURATION_UNREADABLE",
        ReasonClass.Usage,
        "a configuration file cannot be read",
        "The file is missing, is not a regular file, is too large, is not UTF-8, or this user may not read it. A program whose configuration cannot be read does not start, since it would not know what to refuse.",
        "Look at the path and its permissions, then run mlsec config check.");

    /// <summary>Not TOML.</summary>
    public static Reason Syntax { get; } = new(
        "CONFIGURATION_SYNTAX",
        ReasonClass.Usage,
        "a configuration file is not valid TOML",
        "The text does not follow TOML 1.0: a quote or bracket is missing, or a key or table is given twice.",
        "Correct the line that is named, then run mlsec config check.");

    /// <summary>A key that no program knows.</summary>
    public static Reason UnknownKey { get; } = new(
        "CONFIGURATION_UNKNOWN_KEY",
        ReasonClass.Usage,
        "a configuration key is not known",
        "A misspelt key would silently leave the default in force, so every key has to be known.",
        "Correct the key as suggested, or remove it; mlsec config show lists every key.");

    /// <summary>A value of the wrong type, unit or range.</summary>
    public static Reason Value { get; } = new(
        "CONFIGURATION_VALUE",
        ReasonClass.Usage,
        "a configuration value cannot be used",
        "The value has the wrong type, lacks a unit, is outside its range, or is not one of the words that the key accepts.",
        "Correct the value at the line that is named, then run mlsec config check.");

    /// <summary>A required key is absent.</summary>
    public static Reason Missing { get; } = new(
        "CONFIGURATION_MISSING",
        ReasonClass.Usage,
        "a required configuration key is missing",
        "The key has no safe default, for instance whose signatures to accept.",
        "Add the key to the file that is named; mlsec trust init writes a complete example.");

    /// <summary>Anybody could have written the file.</summary>
    public static Reason Permissions { get; } = new(
        "CONFIGURATION_PERMISSIONS",
        ReasonClass.Usage,
        "a configuration file is writable by everyone",
        "Whoever can write the configuration or a trust anchor decides which models this device accepts.",
        "Check the file's content, then take the permission away: chmod o-w FILE.");

    /// <summary>A drop-in whose order cannot be told from its name.</summary>
    public static Reason FileName { get; } = new(
        "CONFIGURATION_FILE_NAME",
        ReasonClass.Usage,
        "a drop-in file has no number in its name",
        "Files in agent.d are read in the order of their names, later ones win; the two leading digits make that order visible.",
        "Rename the file to NN-name.toml, such as 60-site.toml.");

    /// <summary>An anchor file without a usable certificate.</summary>
    public static Reason Anchor { get; } = new(
        "CONFIGURATION_ANCHOR",
        ReasonClass.Usage,
        "a trust anchor cannot be used",
        "The file holds no PEM certificate, a damaged one, or the same one twice. Signatures cannot be judged without the anchors that the administrator chose.",
        "Put the CA certificate that your publisher gave you there, as PEM (BEGIN CERTIFICATE).");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } = [Unreadable, Syntax, UnknownKey, Value, Missing, Permissions, FileName, Anchor];
}
