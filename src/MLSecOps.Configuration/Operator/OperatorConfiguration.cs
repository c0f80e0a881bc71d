namespace MLSecOps.Configuration.Operator;

/// <summary>How a person reaches the hub, from <c>operator.toml</c>.</summary>
public sealed record OperatorConfiguration
{
    /// <summary>Address of the hub, https without a path; null when the file names none and none is needed.</summary>
    public required Uri? Hub { get; init; }

    /// <summary>Path of the trust file: below its <c>[hub]</c> anchors the server must be.</summary>
    public required string TrustFile { get; init; }

    /// <summary>Path of the operator's certificate, PEM.</summary>
    public required string CertificateFile { get; init; }

    /// <summary>Path of its private key, PEM.</summary>
    public required string KeyFile { get; init; }

    /// <summary>Path of the file that was read.</summary>
    public required string File { get; init; }
}
