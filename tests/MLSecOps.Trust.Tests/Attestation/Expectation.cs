namespace MLSecOps.Trust.Tests.Attestation;

/// <summary>What must become of a vector.</summary>
internal enum Expectation
{
    /// <summary>It is read.</summary>
    Read,

    /// <summary>It is refused.</summary>
    Refused,

    /// <summary>It is no message, and is refused as one that is not known.</summary>
    None,

    /// <summary>It cannot be turned into bytes.</summary>
    Template,
}
