using MLSecOps.Core.Digests;

namespace MLSecOps.Hub.Domain.Devices;

/// <summary>A key of a device beside the one in force: issued by renewal and not used yet, or ended.</summary>
/// <param name="Key">SHA-256 of its SubjectPublicKeyInfo. A key is one device's, once: it is never issued again.</param>
/// <param name="Ueid">Whose.</param>
/// <param name="Certificates">DER of its certificate and those between it and the anchor.</param>
/// <param name="Issued">When, by the hub's clock.</param>
/// <param name="Ended">Since when it does not count any more; null while it waits to be used first.</param>
/// <param name="Cause">Why it ended; null while it did not.</param>
public sealed record DeviceKey(
    Sha256Digest Key,
    string Ueid,
    IReadOnlyList<ReadOnlyMemory<byte>> Certificates,
    DateTimeOffset Issued,
    DateTimeOffset? Ended = null,
    KeyEnd? Cause = null);
