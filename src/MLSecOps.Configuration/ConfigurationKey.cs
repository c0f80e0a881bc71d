namespace MLSecOps.Configuration;

/// <summary>One key of a configuration file, for reading, printing and the reference page alike.</summary>
/// <param name="Name">Full dotted key.</param>
/// <param name="Default">The default as TOML; empty when the default depends on the machine or on other keys.</param>
/// <param name="Accepts">What values it takes, with units and range.</param>
/// <param name="Purpose">What it does, one line, lower case, no final period.</param>
public sealed record ConfigurationKey(string Name, string Default, string Accepts, string Purpose);
