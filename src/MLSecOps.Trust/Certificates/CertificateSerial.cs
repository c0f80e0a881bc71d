namespace MLSecOps.Trust.Certificates;

/// <summary>Serial numbers of certificates (RFC 5280, 4.1.2.2): positive, at most 20 bytes.</summary>
public static class CertificateSerial
{
    /// <summary>How many random bytes make one.</summary>
    public const int Bytes = 16;

    /// <summary>Makes one.</summary>
    /// <param name="random">16 bytes from a cryptographic source.</param>
    public static byte[] Of(ReadOnlySpan<byte> random)
    {
        byte[] number = random.ToArray();
        number[0] = (byte)((number[0] & 0x7f) | 0x40);
        return number;
    }
}
