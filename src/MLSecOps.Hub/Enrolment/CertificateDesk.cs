using System.Security.Cryptography;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Identity;
using MLSecOps.Trust.Identity;

namespace MLSecOps.Hub.Enrolment;

/// <summary>Issues certificates to devices, each as long as the administrator decided.</summary>
internal sealed class CertificateDesk(HubIdentity identity, TimeSpan lifetime)
{
    // So that a device whose clock is a little late accepts it; less of it where certificates are short, or their half would be over at once.
    private static readonly TimeSpan MostBack = TimeSpan.FromHours(1);

    /// <summary>Issues one; the issuer cuts it to what is left of the authority's own time.</summary>
    /// <param name="publicKey">DER of the SubjectPublicKeyInfo.</param>
    /// <param name="ueid">The device.</param>
    /// <param name="now">The hub's clock.</param>
    /// <returns>DER: the device's own, then those between it and the anchor.</returns>
    public IReadOnlyList<ReadOnlyMemory<byte>> Issue(ReadOnlySpan<byte> publicKey, Ueid ueid, DateTimeOffset now)
    {
        TimeSpan back = lifetime / 20 < MostBack ? lifetime / 20 : MostBack;
        byte[] certificate = DeviceCertificateIssuer.Issue(
            publicKey, ueid, identity.DeviceAuthority, now - back, now + lifetime, RandomNumberGenerator.GetBytes(16));
        return [certificate, .. identity.DeviceCompanions];
    }
}
