namespace MLSecOps.Formats.TrustUpdates;

/// <summary>Who signs what (design §5).</summary>
public enum TrustRole
{
    /// <summary>Trust updates. The default: a role that somebody forgot to name can do nothing a root could not.</summary>
    Root = 0,

    /// <summary>Manifests and bulletins.</summary>
    Publisher,

    /// <summary>Directives and memberships.</summary>
    Director,

    /// <summary>Speaks as the hub.</summary>
    Hub,

    /// <summary>Time-stamp authorities (RFC 3161); has no threshold and no key usage.</summary>
    Timestamp,
}
