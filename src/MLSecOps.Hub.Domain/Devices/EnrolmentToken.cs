using MLSecOps.Core.Digests;

namespace MLSecOps.Hub.Domain.Devices;

/// <summary>A one-time token as the hub keeps it: never the secret, only its hash.</summary>
/// <param name="Secret">SHA-256 of the 16 secret bytes.</param>
/// <param name="Ueid">The device that it enrols.</param>
/// <param name="Created">When.</param>
/// <param name="Expires">Until when it counts; at most 24 hours later.</param>
/// <param name="CreatedBy">The operator.</param>
/// <param name="Used">When it was used; null while it was not.</param>
public sealed record EnrolmentToken(
    Sha256Digest Secret, string Ueid, DateTimeOffset Created, DateTimeOffset Expires, string CreatedBy, DateTimeOffset? Used = null)
{
    /// <summary>True when it enrols a device again that is known, with a new key; only such a token does.</summary>
    public bool Reenrols { get; init; }
}
