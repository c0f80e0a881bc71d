namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>Identifiers of algorithms and curves (TCG Algorithm Registry).</summary>
internal static class TpmAlgorithms
{
    public const int Rsa = 0x0001;
    public const int Aes = 0x0006;
    public const int Sha256 = 0x000b;
    public const int Null = 0x0010;
    public const int Ecdsa = 0x0018;
    public const int Ecc = 0x0023;
    public const int Cfb = 0x0043;
    public const int P256 = 0x0003;
}
