using MLSecOps.Core.Digests;

namespace MLSecOps.Hub.Domain.Devices;

/// <summary>Which device a manufacturer's certificate (IEEE 802.1AR) stands for, once it enrolled one.</summary>
/// <param name="Name">SHA-256 of issuer and subject: the device as its manufacturer names it.</param>
/// <param name="Key">SHA-256 of its SubjectPublicKeyInfo; the same name with another key is refused.</param>
/// <param name="Ueid">The device that the hub enrolled.</param>
/// <param name="Bound">When.</param>
public sealed record IdevidBinding(Sha256Digest Name, Sha256Digest Key, string Ueid, DateTimeOffset Bound);
