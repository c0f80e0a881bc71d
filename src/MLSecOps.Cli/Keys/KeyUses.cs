namespace MLSecOps.Cli.Keys;

/// <summary>Extended key usages: each certificate has exactly one.</summary>
internal static class KeyUses
{
    /// <summary>RFC 5280, section 4.2.1.12: a TLS server.</summary>
    public const string Server = "1.3.6.1.5.5.7.3.1";

    /// <summary>RFC 5280, section 4.2.1.12: a TLS client.</summary>
    public const string Client = "1.3.6.1.5.5.7.3.2";

    /// <summary>RFC 5280, section 4.2.1.12: signatures over models and directives.</summary>
    public const string Code = "1.3.6.1.5.5.7.3.3";

    /// <summary>RFC 3161, section 2.3: time-stamp tokens; the only usage, and critical.</summary>
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    /// <summary>RFC 9336: what the hub states about evidence.</summary>
    public const string Documents = "1.3.6.1.5.5.7.3.36";
}
