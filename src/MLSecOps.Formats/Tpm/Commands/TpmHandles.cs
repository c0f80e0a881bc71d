namespace MLSecOps.Formats.Tpm.Commands;

/// <summary>Handles that every TPM has, and those that the field has agreed on (TPM 2.0 Library, Part 2, 7.4; TCG Registry of Reserved Handles).</summary>
public static class TpmHandles
{
    /// <summary>TPM_RH_OWNER: the hierarchy of whoever runs the machine.</summary>
    public const uint Owner = 0x40000001;

    /// <summary>TPM_RH_NULL.</summary>
    public const uint Null = 0x40000007;

    /// <summary>TPM_RS_PW: an authorisation by password; here always the empty one.</summary>
    public const uint Password = 0x40000009;

    /// <summary>TPM_RH_ENDORSEMENT: the hierarchy of the manufacturer's key.</summary>
    public const uint Endorsement = 0x4000000b;

    /// <summary>Certificate of the RSA-2048 endorsement key (EK Credential Profile 2.5, 2.2.1.4).</summary>
    public const uint RsaEndorsementCertificate = 0x01c00002;

    /// <summary>Certificate of the P-256 endorsement key.</summary>
    public const uint EccEndorsementCertificate = 0x01c0000a;

    /// <summary>First loaded session of the HMAC kind.</summary>
    public const uint FirstHmacSession = 0x02000000;

    /// <summary>First loaded session of the policy kind.</summary>
    public const uint FirstPolicySession = 0x03000000;

    /// <summary>First transient object.</summary>
    public const uint FirstTransient = 0x80000000;
}
