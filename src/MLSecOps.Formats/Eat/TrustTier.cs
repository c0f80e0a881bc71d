namespace MLSecOps.Formats.Eat;

/// <summary>The four tiers of an attestation result (draft-ietf-rats-ar4si, 2.3.2). The values are those of <c>ear_status</c>; the greater, the worse, but that <see cref="None"/> is worse than <see cref="Affirming"/>.</summary>
public enum TrustTier
{
    /// <summary>No assertion is made. Never shown as good. The default.</summary>
    None = 0,

    /// <summary>Recognised and approved.</summary>
    Affirming = 2,

    /// <summary>Something a person should look at.</summary>
    Warning = 32,

    /// <summary>Not to be trusted.</summary>
    Contraindicated = 96,
}
