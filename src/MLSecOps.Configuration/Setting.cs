namespace MLSecOps.Configuration;

/// <summary>One key as it is in force: what <c>mlsec config show --origin</c> prints.</summary>
/// <param name="Key">Full dotted key, such as <c>update.soak</c>.</param>
/// <param name="Value">The value as TOML, such as <c>"5m"</c>. May hold text from the file: escape before printing.</param>
/// <param name="Origin">Where it was set.</param>
public sealed record Setting(string Key, string Value, Origin Origin);
