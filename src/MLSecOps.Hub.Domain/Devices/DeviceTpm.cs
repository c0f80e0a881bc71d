using MLSecOps.Core.Digests;

namespace MLSecOps.Hub.Domain.Devices;

/// <summary>The TPM that a device proved to have. From then on its evidence owes the TPM's part; only an administrator who has the device enrol again ends that.</summary>
/// <param name="Ueid">Whose.</param>
/// <param name="Endorsement">SHA-256 of the endorsement key's public area: one TPM is one device.</param>
/// <param name="AttestationKey">TPMT_PUBLIC of the key that signs evidence.</param>
/// <param name="Tier"><c>tpm</c>, or <c>tpm-measured-boot</c> once evidence proved that; never falls.</param>
/// <param name="MakerProven">A configured maker vouches for the endorsement key: judged when it was bound, and at each start of the hub.</param>
/// <param name="Bound">When.</param>
/// <param name="Clock">Clock of the newest accepted quote; null before any.</param>
public sealed record DeviceTpm(
    string Ueid, Sha256Digest Endorsement, ReadOnlyMemory<byte> AttestationKey, string Tier, bool MakerProven, DateTimeOffset Bound, TpmReading? Clock = null)
{
    /// <summary>DER of the endorsement key's certificate, then of those between it and the maker; none when it brought none.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Certificates { get; init; } = [];
}
