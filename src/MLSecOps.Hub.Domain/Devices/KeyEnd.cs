namespace MLSecOps.Hub.Domain.Devices;

/// <summary>Why a key of a device ended.</summary>
public enum KeyEnd
{
    /// <summary>The device used its renewed key, or asked for another one in place of this.</summary>
    Superseded = 1,

    /// <summary>An administrator had the device enrol again: who holds the key is in doubt.</summary>
    Revoked = 2,

    /// <summary>The device is out of use.</summary>
    Retired = 3,
}
