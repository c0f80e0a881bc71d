namespace MLSecOps.Formats.Tpm;

/// <summary>What a key in a TPM may be used for, and whether it can leave (TPMA_OBJECT; Part 2, 8.3).</summary>
[Flags]
public enum TpmObjectAttributes : uint
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The TPM that made it is the only one that ever has it.</summary>
    FixedTpm = 1 << 1,

    /// <summary>A saved context does not survive a reset.</summary>
    StClear = 1 << 2,

    /// <summary>It stays below its parent.</summary>
    FixedParent = 1 << 4,

    /// <summary>The TPM made the private part itself.</summary>
    SensitiveDataOrigin = 1 << 5,

    /// <summary>Its authorisation value permits use.</summary>
    UserWithAuth = 1 << 6,

    /// <summary>Administration needs its policy.</summary>
    AdminWithPolicy = 1 << 7,

    /// <summary>Not subject to the protection against guessing.</summary>
    NoDictionaryAttack = 1 << 10,

    /// <summary>Duplication needs inner and outer wrapping.</summary>
    EncryptedDuplication = 1 << 11,

    /// <summary>It signs only what the TPM made or hashed itself, or opens only what has the TPM's form.</summary>
    Restricted = 1 << 16,

    /// <summary>It decrypts.</summary>
    Decrypt = 1 << 17,

    /// <summary>It signs.</summary>
    Sign = 1 << 18,

    /// <summary>It signs for X.509 only.</summary>
    X509Sign = 1 << 19,
}
