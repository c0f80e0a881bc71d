using MLSecOps.Core.Digests;
using MLSecOps.Hub.Identity;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Hub.Attest;

/// <summary>Devices by their certificates, whose chains are verified once and not with each message: that would take longer than all the rest. For one thread at a time.</summary>
/// <remarks>Nothing that changes is remembered: dates are judged with each evidence, standing and keys by the database, and anchors are those that the hub started with.</remarks>
internal sealed class DeviceIdentities(HubIdentity identity) : IDisposable
{
    private const int Most = 4096;

    private readonly Dictionary<Sha256Digest, DeviceIdentity> _known = [];

    /// <summary>The device of a certificate; null when that is not accepted.</summary>
    /// <param name="certificates">DER: the device's own, then those above it.</param>
    /// <param name="now">The hub's clock.</param>
    public DeviceIdentity? Find(IReadOnlyList<ReadOnlyMemory<byte>> certificates, VerificationTime now)
    {
        Sha256Digest name = Sha256Digest.Of(certificates[0].Span);
        if (_known.TryGetValue(name, out DeviceIdentity? known))
        {
            return known;
        }

        if (DeviceCertificateVerifier.Verify(certificates[0], certificates.Skip(1), identity.Hub, now).Device is not { } device)
        {
            return null;
        }

        if (_known.Count == Most)
        {
            Dispose();
        }

        _known.Add(name, device);
        return device;
    }

    public void Dispose()
    {
        foreach (DeviceIdentity device in _known.Values)
        {
            device.Dispose();
        }

        _known.Clear();
    }
}
