namespace MLSecOps.Trust.Policy;

/// <summary>How a time lies to a validity period.</summary>
public enum Validity
{
    /// <summary>It seems to lie after it, but the time is only a floor. The default.</summary>
    Unproven = 0,

    /// <summary>Inside.</summary>
    Valid,

    /// <summary>Before.</summary>
    NotYet,

    /// <summary>After.</summary>
    Expired,
}
