namespace MLSecOps.Contracts.Hub;

/// <summary>What somebody needs to judge the TPM's part of evidence. The hub vouches for key, tier and maker in its signed appraisal (row attestation_key); here is the key itself.</summary>
/// <param name="AttestationKey">TPMT_PUBLIC of the key that signed, base64.</param>
/// <param name="AgentPcr">The PCR into which the agent measures.</param>
/// <param name="BootStates">Digests over PCR 0 to 7 that the hub knows, <c>sha256:</c> and hexadecimal.</param>
public sealed record EvidenceTpm(byte[] AttestationKey, int AgentPcr, IReadOnlyList<string> BootStates);
