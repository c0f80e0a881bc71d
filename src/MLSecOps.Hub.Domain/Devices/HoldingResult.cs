namespace MLSecOps.Hub.Domain.Devices;

/// <summary>What a challenge came to.</summary>
public enum HoldingResult
{
    /// <summary>The device was asked and gave no answer that tells. The default.</summary>
    Open = 0,

    /// <summary>It answered as the signed model does.</summary>
    Held = 1,

    /// <summary>It answered otherwise.</summary>
    NotHeld = 2,
}
