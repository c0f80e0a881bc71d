namespace MLSecOps.Formats.Cose;

/// <summary>The numbers of COSE (RFC 9052, RFC 9053, RFC 9360) that are known here.</summary>
internal static class CoseLabels
{
    public const int Algorithm = 1;
    public const int Critical = 2;
    public const int ContentType = 3;
    public const int KeyId = 4;
    public const int X5Chain = 33;

    public const int Es256 = -7;

    public const ulong Sign1Tag = 18;
    public const string SignatureContext = "Signature1";
}
