namespace MLSecOps.Configuration.Toml;

/// <summary>The TOML types that a configuration uses. Others are refused where they stand.</summary>
internal enum TomlKind
{
    /// <summary>Float, date, time: no key takes one.</summary>
    Other = 0,
    Text,
    Integer,
    Boolean,
    Array,
}
