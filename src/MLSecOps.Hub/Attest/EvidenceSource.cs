using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Hub.Attest;

/// <summary>Whose key signed evidence that was appraised before: the device may have renewed its certificate since, and evidence stays attributable to the key of its time.</summary>
internal static class EvidenceSource
{
    /// <summary>The attestation key to judge stored evidence by: the one that its appraisal names.</summary>
    /// <param name="database">The database.</param>
    /// <param name="appraisal">The hub's own, as it was signed.</param>
    /// <returns>TPMT_PUBLIC; null when the appraisal names none.</returns>
    public static byte[]? AttestationKeyOf(IHubReads database, ReadOnlyMemory<byte> appraisal) =>
        CoseSign1Parser.Parse(appraisal).TryGet(out CoseSign1? cose, out _)
        && EarParser.Parse(cose.Payload, cose.PayloadOffset).TryGet(out Ear? ear, out _)
        && TpmStanding.Find(ear) is { } standing
            ? database.FindAttestationKey(standing.Key)
            : null;

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
