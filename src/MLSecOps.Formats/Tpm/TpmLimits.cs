namespace MLSecOps.Formats.Tpm;

/// <summary>Limits of TPM structures and of what is sent of them. Bytes unless the name says otherwise.</summary>
public static class TpmLimits
{
    /// <summary>A TPM2B_NAME or TPM2B_DATA, as far as it is attested: algorithm and the longest digest.</summary>
    public const int Name = 66;

    /// <summary>A TPM2B_DIGEST: the longest digest.</summary>
    public const int Digest = 64;

    /// <summary>A TPMT_PUBLIC: an RSA key of 2048 bits with the longest policy has 320.</summary>
    public const int Public = 512;

    /// <summary>A TPMS_ATTEST: a quote over eight banks has 400.</summary>
    public const int Attest = 512;

    /// <summary>A TPMT_SIGNATURE.</summary>
    public const int Signature = 512;

    /// <summary>A coordinate of a point on P-256, or one half of a signature.</summary>
    public const int Coordinate = 32;

    /// <summary>An RSA modulus of 2048 bits.</summary>
    public const int Modulus = 256;

    /// <summary>Banks in one selection of PCRs, a count.</summary>
    public const int Banks = 8;

    /// <summary>PCRs of one bank, a count; PC Client platforms have 24.</summary>
    public const int Pcrs = 24;

    /// <summary>Events in one log, a count.</summary>
    public const int Events = 512;

    /// <summary>The content of one event.</summary>
    public const int EventBytes = 1024;

    /// <summary>The whole of the TPM's part of evidence: 96 KiB, so that it fits one MQTT packet with the claims.</summary>
    public const int EvidenceBytes = 96 << 10;

    /// <summary>The most bytes of evidence of a device with a TPM.</summary>
    public const int MessageBytes = Cose.CoseLimits.MessageBytes + EvidenceBytes + 256;
}
