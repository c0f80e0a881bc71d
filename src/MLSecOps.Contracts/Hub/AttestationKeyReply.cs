namespace MLSecOps.Contracts.Hub;

/// <summary>The key is bound to the device: from now on its evidence must be signed by it and bring a quote.</summary>
/// <param name="Ueid">The device.</param>
/// <param name="AttestationKey">Name of the key, <c>sha256:</c> and the digest of its TPMT_PUBLIC.</param>
/// <param name="Tier">What is owed from now on, such as <c>tpm</c>.</param>
/// <param name="AgentPcr">The PCR into which the hub expects the agent to measure.</param>
public sealed record AttestationKeyReply(string Ueid, string AttestationKey, string Tier, int AgentPcr);
