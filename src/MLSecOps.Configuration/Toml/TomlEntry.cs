namespace MLSecOps.Configuration.Toml;

/// <summary>One key with its value, from one file. <paramref name="Key"/> is the full dotted key, <c>table.key</c>; its place is the key's own.</summary>
internal sealed record TomlEntry(string Key, TomlValue Value, string File, int Line, int Column)
{
    public Origin Origin => new(File, Value.Line, Value.Column);
}
