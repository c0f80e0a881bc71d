namespace MLSecOps.Hub.Domain.Devices;

/// <summary>Whether a device may speak. Apart from its verdict: a retired device may well have been trusted to the last.</summary>
public enum DeviceStanding
{
    /// <summary>Its key is accepted. The default.</summary>
    Enrolled = 0,

    /// <summary>An administrator revoked its key, and it has not enrolled with its new token yet.</summary>
    Revoked = 1,

    /// <summary>It is out of use: what it said stays readable, and nobody misses it.</summary>
    Retired = 2,
}
