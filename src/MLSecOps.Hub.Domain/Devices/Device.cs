using MLSecOps.Core.Digests;

namespace MLSecOps.Hub.Domain.Devices;

/// <summary>A device that the hub enrolled.</summary>
/// <param name="Ueid">Who: 34 hexadecimal digits.</param>
/// <param name="Key">SHA-256 of the SubjectPublicKeyInfo that was enrolled; a certificate with another key is another device's.</param>
/// <param name="Certificates">DER of its certificate and those between it and the anchor.</param>
/// <param name="Enrolled">When, by the hub's clock; of a device that enrolled again, the last time.</param>
/// <param name="EnrolledBy">Who made the token, or which manufacturer's certificate it showed.</param>
public sealed record Device(string Ueid, Sha256Digest Key, IReadOnlyList<ReadOnlyMemory<byte>> Certificates, DateTimeOffset Enrolled, string EnrolledBy)
{
    /// <summary>Whether it may speak.</summary>
    public DeviceStanding Standing { get; init; }

    /// <summary>Since when, where it is not enrolled; null where it is.</summary>
    public DateTimeOffset? StandingSince { get; init; }
}
