namespace MLSecOps.Formats.Tpm;

/// <summary>The kinds of keys that the product knows in a TPM; all have SHA-256 as name algorithm.</summary>
public enum TpmKeyKind
{
    /// <summary>None; no key that was read has it.</summary>
    Unknown = 0,

    /// <summary>P-256 that signs by ECDSA with SHA-256: an attestation key.</summary>
    EccSigning = 1,

    /// <summary>P-256 that protects others by AES-128 in CFB mode: an endorsement or storage key.</summary>
    EccStorage = 2,

    /// <summary>RSA of 2048 bits, exponent 65537, that protects others by AES-128 in CFB mode: an endorsement key.</summary>
    RsaStorage = 3,
}
