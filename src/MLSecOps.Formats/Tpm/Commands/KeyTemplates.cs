namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>Public areas (TPMT_PUBLIC) from which keys are made. Changing one bit makes another key.</summary>
public static class KeyTemplates
{
    private const TpmObjectAttributes Own = TpmObjectAttributes.FixedTpm | TpmObjectAttributes.FixedParent | TpmObjectAttributes.SensitiveDataOrigin | TpmObjectAttributes.Restricted;
    private const TpmObjectAttributes Endorsement = Own | TpmObjectAttributes.AdminWithPolicy | TpmObjectAttributes.Decrypt;
    private const TpmObjectAttributes Signing = Own | TpmObjectAttributes.UserWithAuth | TpmObjectAttributes.NoDictionaryAttack | TpmObjectAttributes.Sign;

    // PolicySecret(TPM_RH_ENDORSEMENT), EK Credential Profile 2.5, B.3.
    private static ReadOnlySpan<byte> EndorsementPolicy =>
    [
        0x83, 0x71, 0x97, 0x67, 0x44, 0x84, 0xb3, 0xf8, 0x1a, 0x90, 0xcc, 0x8d, 0x46, 0xa5, 0xd7, 0x24,
        0xfd, 0x52, 0xd7, 0x6e, 0x06, 0x52, 0x0b, 0x64, 0xf2, 0xa1, 0xda, 0x1b, 0x33, 0x14, 0x69, 0xaa,
    ];

    /// <summary>The endorsement key, RSA-2048: template L-1 of the EK Credential Profile 2.5, B.3.3.</summary>
    public static byte[] EndorsementRsa() => TpmPublic.Encode(TpmKeyKind.RsaStorage, Endorsement, EndorsementPolicy, new byte[TpmLimits.Modulus], []);

    /// <summary>The endorsement key, P-256: template L-2 of the EK Credential Profile 2.5, B.3.4.</summary>
    public static byte[] EndorsementEcc() =>
        TpmPublic.Encode(TpmKeyKind.EccStorage, Endorsement, EndorsementPolicy, new byte[TpmLimits.Coordinate], new byte[TpmLimits.Coordinate]);

    /// <summary>The key that signs evidence: restricted, so that it signs only what the TPM itself made or hashed, P-256 with SHA-256. Its unique field names its purpose.</summary>
    public static byte[] Attestation() => TpmPublic.Encode(TpmKeyKind.EccSigning, Signing, [], "mlsec attestation key 1"u8, []);
}
