namespace MLSecOps.Contracts.Telemetry;

/// <summary>Why a device's chain of records began anew.</summary>
public static class EpochCauses
{
    /// <summary>The device has no chain yet.</summary>
    public const string First = "first";

    /// <summary>The end of the log was damaged, as by a power cut.</summary>
    public const string Torn = "torn";

    /// <summary>The log was gone or unreadable though there was one.</summary>
    public const string Lost = "lost";

    /// <summary>The hub acknowledged a record of this epoch that the device does not have: its state was put back.</summary>
    public const string UnknownHead = "unknown-head";

    /// <summary>The device enrolled again under its name with a new key: what the old key said ends here.</summary>
    public const string Reenrolled = "reenrolled";

    /// <summary>The device lost its release floors: what the hub hands back is for this epoch, and for no other.</summary>
    public const string FloorsLost = "floors-lost";
}
