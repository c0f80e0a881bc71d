namespace MLSecOps.Contracts.Commands;

/// <summary>One configuration key in JSON.</summary>
/// <param name="Key">Full dotted key.</param>
/// <param name="Value">The value as TOML.</param>
/// <param name="Origin"><c>file:line</c>, or <c>default</c>.</param>
public sealed record SettingEntry(string Key, string Value, string Origin);
