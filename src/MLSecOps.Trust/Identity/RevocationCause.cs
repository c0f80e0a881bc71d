namespace MLSecOps.Trust.Identity;

/// <summary>Why a certificate is taken back, with the numbers of RFC 5280, 5.3.1.</summary>
public enum RevocationCause
{
    /// <summary>Who holds the key is in doubt.</summary>
    KeyCompromise = 1,

    /// <summary>Another certificate took its place.</summary>
    Superseded = 4,

    /// <summary>Its owner is out of use.</summary>
    CessationOfOperation = 5,
}
