namespace MLSecOps.Trust.Revocation;

/// <summary>Which certificates of its issuer a list covers (issuingDistributionPoint, RFC 5280, 5.2.5).</summary>
internal enum RevocationCoverage
{
    /// <summary>All. The default.</summary>
    All = 0,

    /// <summary>Those of end entities.</summary>
    EndEntities,

    /// <summary>Those of authorities.</summary>
    Authorities,
}
