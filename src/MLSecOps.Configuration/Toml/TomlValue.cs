namespace MLSecOps.Configuration.Toml;

/// <summary>One value with its place. Positions are 1-based.</summary>
internal sealed record TomlValue(TomlKind Kind, string Text, long Integer, bool Boolean, IReadOnlyList<TomlValue> Items, int Line, int Column)
{
    /// <summary>How a message names the type.</summary>
    public string KindName => Kind switch
    {
        TomlKind.Text => "a string",
        TomlKind.Integer => "a number",
        TomlKind.Boolean => "true or false",
        TomlKind.Array => "a list",
        _ => "a float, date or time",
    };
}
