namespace MLSecOps.Formats.Cose;

/// <summary>Limits of a signed message. Bytes unless the name says otherwise.</summary>
public static class CoseLimits
{
    /// <summary>The protected header.</summary>
    public const int ProtectedBytes = 1024;

    /// <summary>A key identifier.</summary>
    public const int KeyIdBytes = 64;

    /// <summary>A content type, in characters.</summary>
    public const int ContentTypeLength = 255;

    /// <summary>Certificates that travel along.</summary>
    public const int Certificates = 4;

    /// <summary>One such certificate: 8 KiB.</summary>
    public const int CertificateBytes = 8 << 10;

    /// <summary>The payload: 192 KiB, so that a message fits an MQTT packet of 256 KiB with its certificates.</summary>
    public const int PayloadBytes = 192 << 10;

    /// <summary>A whole message.</summary>
    public const int MessageBytes = PayloadBytes + (Certificates * CertificateBytes) + (8 << 10);
}
