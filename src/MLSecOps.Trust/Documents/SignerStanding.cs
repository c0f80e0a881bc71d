namespace MLSecOps.Trust.Documents;

/// <summary>What one SignerInfo amounts to.</summary>
internal enum SignerStanding
{
    /// <summary>It does not count: the policy does not accept the signer. The default.</summary>
    NotCounted = 0,

    /// <summary>It counts.</summary>
    Counts,

    /// <summary>It would count, but its certificate seems expired by a time that is only a floor.</summary>
    TimeUnproven,

    /// <summary>It is not a signature over this content: the whole envelope is refused.</summary>
    Forged,
}
