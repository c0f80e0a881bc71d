using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Configuration.Trust;
using MLSecOps.Core.Digests;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Hub.Identity;

/// <summary>The hub's keys, and whom it trusts. Made by <see cref="HubIdentityLoader"/> only, which has tried each of them.</summary>
internal sealed class HubIdentity : IDisposable
{
    /// <summary>Certificate and key of the TLS servers.</summary>
    public required X509Certificate2 Tls { get; init; }

    /// <summary>Certificate and key of the hub as a client of a broker elsewhere; null when there are none.</summary>
    public required X509Certificate2? Client { get; init; }

    /// <summary>Certificate and key that sign statements to devices.</summary>
    public required X509Certificate2 Signer { get; init; }

    /// <summary>Certificate and key that issue device certificates.</summary>
    public required X509Certificate2 DeviceAuthority { get; init; }

    /// <summary>Certificate and key that sign directives; null when this hub does not steer.</summary>
    public required X509Certificate2? Director { get; init; }

    /// <summary>The fleet's name; directives carry it.</summary>
    public required string? Fleet { get; init; }

    /// <summary>Whose packages count.</summary>
    public required TrustPolicy Publishers { get; init; }

    /// <summary>The hub's own anchors, below which devices are too.</summary>
    public required RolePolicy Hub { get; init; }

    /// <summary>Below whom operators are.</summary>
    public required RolePolicy Operators { get; init; }

    /// <summary>Manufacturers' certificates below which devices enrol by their IDevID.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> IdevidAnchors { get; init; } = [];

    /// <summary>DER of TPM makers' certificates below which a TPM counts as hardware; none without.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> EndorsementAnchors { get; init; } = [];

    /// <summary>SHA-256 of the TLS key's SubjectPublicKeyInfo, for enrolment tokens.</summary>
    public Sha256Digest Pin => Sha256Digest.Of(Tls.PublicKey.ExportSubjectPublicKeyInfo());

    /// <summary>The signer's certificates as statements carry them.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> SignerCertificates => [Signer.RawDataMemory];

    /// <summary>What stands between a device and the anchor.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> DeviceCompanions => [DeviceAuthority.RawDataMemory];

    /// <summary>A signing key of its own for the caller, who disposes it: the platform promises nothing about one key object in several threads.</summary>
    public ECDsa OpenSigningKey() => Signer.GetECDsaPrivateKey()!;

    public void Dispose()
    {
        Tls.Dispose();
        Client?.Dispose();
        Signer.Dispose();
        DeviceAuthority.Dispose();
        Director?.Dispose();
    }

    internal static RolePolicy RoleOf(RoleConfiguration role) => new(
        [.. role.Anchors.Select(anchor => anchor.Certificate)],
        role.Threshold,
        role.KeyUsage == KeyUsagePolicy.Oms ? SignerUsage.Oms : SignerUsage.Strict);
}
