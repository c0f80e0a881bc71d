namespace MLSecOps.Formats.Tpm;

/// <summary>Algorithm and curve identifiers of TPM 2.0 that the product uses (TCG Algorithm Registry, TPM_ALG_ID and TPM_ECC_CURVE).</summary>
public static class TpmAlgorithms
{
    /// <summary>RSA.</summary>
    public const ushort Rsa = 0x0001;

    /// <summary>AES.</summary>
    public const ushort Aes = 0x0006;

    /// <summary>SHA-256.</summary>
    public const ushort Sha256 = 0x000b;

    /// <summary>None.</summary>
    public const ushort Null = 0x0010;

    /// <summary>ECDSA.</summary>
    public const ushort EcDsa = 0x0018;

    /// <summary>Elliptic curve.</summary>
    public const ushort Ecc = 0x0023;

    /// <summary>Cipher feedback mode.</summary>
    public const ushort Cfb = 0x0043;

    /// <summary>The curve NIST P-256.</summary>
    public const ushort CurveP256 = 0x0003;
}
