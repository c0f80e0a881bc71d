namespace MLSecOps.Contracts.Hub;

/// <summary>A device says which keys its TPM has, under the certificate with which it connects. Binary members are base64.</summary>
/// <param name="EndorsementKey">TPMT_PUBLIC of the endorsement key.</param>
/// <param name="EndorsementCertificates">DER of its maker's certificate, then of those between it and the maker's root; empty when there is none.</param>
/// <param name="AttestationKey">TPMT_PUBLIC of the key that will sign evidence.</param>
public sealed record AttestationKeyRequest(byte[] EndorsementKey, IReadOnlyList<byte[]> EndorsementCertificates, byte[] AttestationKey);
