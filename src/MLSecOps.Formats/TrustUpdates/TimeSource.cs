namespace MLSecOps.Formats.TrustUpdates;

/// <summary>What proved that a time has passed (design §5, "Time without a clock").</summary>
public enum TimeSource
{
    /// <summary>The day this program was made. The default; nothing can move it.</summary>
    Build = 0,

    /// <summary>A package's manifest: when it was issued.</summary>
    Manifest,

    /// <summary>A bulletin.</summary>
    Bulletin,

    /// <summary>A directive: its signer may be online, so that a step is limited.</summary>
    Directive,

    /// <summary>A trust update.</summary>
    Trust,

    /// <summary>A revocation list: its thisUpdate.</summary>
    Crl,

    /// <summary>A time-stamp token: its genTime.</summary>
    Timestamp,
}
