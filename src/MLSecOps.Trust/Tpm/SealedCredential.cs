namespace MLSecOps.Trust.Tpm;

/// <summary>A secret that only the TPM with two keys can open, as TPM2_ActivateCredential takes it.</summary>
/// <param name="IdObject">TPM2B_ID_OBJECT, with its length.</param>
/// <param name="EncryptedSecret">TPM2B_ENCRYPTED_SECRET, with its length.</param>
public sealed record SealedCredential(byte[] IdObject, byte[] EncryptedSecret);
