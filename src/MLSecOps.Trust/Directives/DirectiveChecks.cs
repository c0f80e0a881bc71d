namespace MLSecOps.Trust.Directives;

/// <summary>The stable names of the checks of a directive beyond those of its signature, in order.</summary>
public static class DirectiveChecks
{
    /// <summary>The document follows its schema.</summary>
    public const string Form = "directive.form";

    /// <summary>It is for this fleet.</summary>
    public const string Fleet = "directive.fleet";

    /// <summary>It is for this device or a group that it is in.</summary>
    public const string Scope = "directive.scope";

    /// <summary>Its sequence does not go back.</summary>
    public const string Sequence = "directive.sequence";

    /// <summary>It is issued and not expired.</summary>
    public const string Validity = "directive.validity";

    internal static IReadOnlyList<string> All { get; } = [Form, Fleet, Scope, Sequence, Validity];
}
