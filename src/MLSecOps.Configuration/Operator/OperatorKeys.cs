namespace MLSecOps.Configuration.Operator;

/// <summary>Every key of <c>operator.toml</c>.</summary>
public static class OperatorKeys
{
    /// <summary>All keys, in the order of the reference page.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        new("hub", string.Empty, "https address without a path, such as \"https://hub.example.org:8443\"", "where the hub is; --hub wins"),
        new("trust", string.Empty, "file, relative to this file", "the trust file below whose [hub] anchors the server must be"),
        new("cert", string.Empty, "PEM file, relative to this file", "the operator's certificate, then those between it and the operator anchor"),
        new("key", string.Empty, "PEM file, relative to this file", "its private key; if it is encrypted, --passphrase-file opens it"),
    ];
}
