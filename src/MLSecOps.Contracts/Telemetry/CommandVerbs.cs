namespace MLSecOps.Contracts.Telemetry;

/// <summary>What the hub may ask a device for. Unsigned, rate-limited, and harmless whoever sends it.</summary>
public static class CommandVerbs
{
    /// <summary>Say again who you are and what you have.</summary>
    public const string Rebirth = "rebirth";

    /// <summary>Send evidence for the newest nonce.</summary>
    public const string Attest = "attest";

    /// <summary>Recheck what is installed.</summary>
    public const string Check = "check";

    /// <summary>Send unacknowledged records again.</summary>
    public const string Resend = "resend";
}
