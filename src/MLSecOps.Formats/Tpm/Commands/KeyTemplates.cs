namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>Public areas (TPMT_PUBLIC) from which keys are made. Changing one bit makes another key.</summary>
public static class KeyTemplates
{
    private const uint FixedTpm = 1 << 1;
    private const uint FixedParent = 1 << 4;
    private const uint SensitiveDataOrigin = 1 << 5;
    private const uint UserWithAuth = 1 << 6;
    private const uint AdminWithPolicy = 1 << 7;
    private const uint NoDictionaryAttacks = 1 << 10;
    private const uint Restricted = 1 << 16;
    private const uint Decrypt = 1 << 17;
    private const uint Sign = 1 << 18;

    private const uint EndorsementAttributes = FixedTpm | FixedParent | SensitiveDataOrigin | AdminWithPolicy | Restricted | Decrypt;

    // PolicySecret(TPM_RH_ENDORSEMENT), EK Credential Profile 2.5, B.3.
    private static ReadOnlySpan<byte> EndorsementPolicy =>
    [
        0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc, 0x8d, 0x46, 0xa5, 0xd7, 0x24,
        0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, 0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa,
    ];

    /// <summary>The endorsement key, RSA-2048: template L-1 of the EK Credential Profile 2.5, B.3.3.</summary>
    public static byte[] EndorsementRsa() =>
        [.. Storage(TpmAlgorithms.Rsa).Short(TpmAlgorithms.Null).Short(2048).Word(0).Sized(new byte[256]).Written];

    /// <summary>The endorsement key, P-256: template L-2 of the EK Credential Profile 2.5, B.3.4.</summary>
    public static byte[] EndorsementEcc() =>
        [.. Storage(TpmAlgorithms.Ecc).Short(TpmAlgorithms.Null).Short(TpmAlgorithms.P256).Short(TpmAlgorithms.Null).Sized(new byte[32]).Sized(new byte[32]).Written];

    /// <summary>The key that signs evidence: restricted, so that it signs only what the TPM itself made or hashed, P-256 with SHA-256. Its unique field names its purpose.</summary>
    public static byte[] Attestation() =>
    [
        .. new CommandBytes()
            .Short(TpmAlgorithms.Ecc)
            .Short(TpmAlgorithms.Sha256)
            .Word(FixedTpm | FixedParent | SensitiveDataOrigin | UserWithAuth | NoDictionaryAttacks | Restricted | Sign)
            .Short(0)
            .Short(TpmAlgorithms.Null)
            .Short(TpmAlgorithms.Ecdsa).Short(TpmAlgorithms.Sha256)
            .Short(TpmAlgorithms.P256)
            .Short(TpmAlgorithms.Null)
            .Sized("mlsec attestation key 1"u8)
            .Sized([])
            .Written,
    ];

    private static CommandBytes Storage(int type) => new CommandBytes()
        .Short(type)
        .Short(TpmAlgorithms.Sha256)
        .Word(EndorsementAttributes)
        .Sized(EndorsementPolicy)
        .Short(TpmAlgorithms.Aes).Short(128).Short(TpmAlgorithms.Cfb);
}
