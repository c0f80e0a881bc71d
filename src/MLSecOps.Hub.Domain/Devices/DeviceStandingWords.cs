namespace MLSecOps.Hub.Domain.Devices;

/// <summary>The words of <see cref="DeviceStanding"/>, as database, interface and page have them.</summary>
public static class DeviceStandingWords
{
    /// <summary>The word.</summary>
    public static string Of(DeviceStanding standing) => standing switch
    {
        DeviceStanding.Revoked => "revoked",
        DeviceStanding.Retired => "retired",
        _ => "enrolled",
    };

    /// <summary>The standing that a word of the database means; one that no hub wrote is a damaged database, and means the least.</summary>
    public static DeviceStanding Parse(string? word) => word switch
    {
        null or "enrolled" => DeviceStanding.Enrolled,
        "retired" => DeviceStanding.Retired,
        _ => DeviceStanding.Revoked,
    };
}
