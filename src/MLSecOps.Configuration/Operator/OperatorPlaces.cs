namespace MLSecOps.Configuration.Operator;

/// <summary>Where <c>operator.toml</c> is when nobody names it.</summary>
public static class OperatorPlaces
{
    /// <summary>The variable that names it.</summary>
    public const string Variable = "MLSEC_OPERATOR";

    private const string Machine = "/etc/mlsec/operator.toml";

    /// <summary>The places in the order of search: <see cref="Variable"/> alone when it is set; else the user's folder (XDG Base Directory), then the machine's.</summary>
    /// <param name="environment">Gives an environment variable; empty when unset.</param>
    public static IReadOnlyList<string> Of(Func<string, string> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        if (environment(Variable) is { Length: > 0 } named)
        {
            return [named];
        }

        // The specification wants relative paths ignored.
        string home = environment("XDG_CONFIG_HOME") is { } folder && folder.StartsWith('/') ? folder
            : environment("HOME") is { Length: > 0 } user ? user + "/.config"
            : string.Empty;
        return home.Length == 0 ? [Machine] : [home.TrimEnd('/') + "/mlsec/operator.toml", Machine];
    }
}
