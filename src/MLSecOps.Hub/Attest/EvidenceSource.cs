using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Storage;

namespace MLSecOps.Hub.Attest;

/// <summary>Whose key signed evidence that was appraised before: the device may have renewed its certificate since, and evidence stays attributable to the key of its time.</summary>
internal static class EvidenceSource
{
    /// <summary>The certificates to judge stored evidence by.</summary>
    /// <param name="database">The database.</param>
    /// <param name="device">The device.</param>
    /// <param name="message">Stored evidence; the key that it names is looked up, and whoever judges the bundle compares it.</param>
    /// <returns>DER: the device's own of that time, then those above it; those in force when the key is not known any more.</returns>
    public static IReadOnlyList<ReadOnlyMemory<byte>> CertificatesOf(IHubReads database, Device device, ReadOnlyMemory<byte> message) =>
        EvidenceParts.Claims(message).TryGet(out EvidenceClaims? claims, out _)
        && claims.TlsKey != device.Key
        && database.FindKey(claims.TlsKey) is { } before && before.Ueid == device.Ueid
            ? before.Certificates
            : device.Certificates;
}
