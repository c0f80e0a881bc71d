using MLSecOps.Core.Digests;

namespace MLSecOps.Hub.Domain.Devices;

/// <summary>A device that the hub enrolled.</summary>
/// <param name="Ueid">Who: 34 hexadecimal digits.</param>
/// <param name="Key">SHA-256 of the SubjectPublicKeyInfo that was enrolled; a certificate with another key is another device's.</param>
/// <param name="Certificates">DER of its certificate and those between it and the anchor.</param>
/// <param name="Enrolled">When, by the hub's clock.</param>
/// <param name="EnrolledBy">Who made the token.</param>
public sealed record Device(string Ueid, Sha256Digest Key, IReadOnlyList<ReadOnlyMemory<byte>> Certificates, DateTimeOffset Enrolled, string EnrolledBy);
