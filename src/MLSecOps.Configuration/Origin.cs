namespace MLSecOps.Configuration;

/// <summary>Where a value was set.</summary>
/// <param name="File">Path of the file as it was opened; null for a built-in default.</param>
/// <param name="Line">1-based line of the value; 0 for a default.</param>
/// <param name="Column">1-based column of the value, in characters; 0 for a default.</param>
public sealed record Origin(string? File, int Line, int Column)
{
    /// <summary>Nobody set it: the value compiled into the program.</summary>
    public static Origin Default { get; } = new(null, 0, 0);

    /// <summary><c>file:line</c>, or <c>default</c>.</summary>
    public override string ToString() => File is null ? "default" : $"{File}:{Line}";
}
