namespace MLSecOps.Contracts.Hub;

/// <summary>The answer of TPM2_ActivateCredential.</summary>
/// <param name="Secret">What was sealed, base64 of 32 bytes.</param>
public sealed record AttestationKeyProof(byte[] Secret);
