namespace MLSecOps.Configuration.Trust;

/// <summary>Every key of <c>trust.toml</c>.</summary>
public static class TrustKeys
{
    /// <summary>The roles, in the order of the file.</summary>
    public static IReadOnlyList<string> Roles { get; } = ["publisher", "director", "root", "hub"];

    /// <summary>All keys, in the order of the reference page.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        new("fleet", string.Empty, "name", "the fleet that this machine belongs to; a package with an audience must name it"),
        new("require_crl", "false", "true or false", "whether each certificate below an anchor must be covered by a revocation list of its issuer (trust.d)"),
        .. Roles.SelectMany(role => new ConfigurationKey[]
        {
            new(role + ".anchors", string.Empty, "list of PEM files, relative to this file", $"CA certificates that {role} certificates chain to"),
            new(role + ".threshold", "1", "1 to 16", "how many different keys must have signed"),
            new(role + ".eku", "\"strict\"", "\"strict\" or \"oms\"", "strict asks for extended key usage codeSigning; oms also accepts certificates without any"),
        }),
        new("timestamp.anchors", string.Empty, "list of PEM files, relative to this file", "CA certificates that time-stamp authorities chain to; without any, time-stamps prove nothing"),
    ];
}
