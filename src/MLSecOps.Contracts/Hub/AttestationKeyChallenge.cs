namespace MLSecOps.Contracts.Hub;

/// <summary>What only the TPM with both keys can open (TPM 2.0 Library, Part 1, 24). Binary members are base64.</summary>
/// <param name="Id">Names it in the answer's path, 32 hexadecimal digits.</param>
/// <param name="Credential">TPM2B_ID_OBJECT, with its length.</param>
/// <param name="EncryptedSecret">TPM2B_ENCRYPTED_SECRET, with its length.</param>
/// <param name="Expires">Until when the answer counts, RFC 3339 UTC.</param>
public sealed record AttestationKeyChallenge(string Id, byte[] Credential, byte[] EncryptedSecret, string Expires);
