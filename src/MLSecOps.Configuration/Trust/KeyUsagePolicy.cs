namespace MLSecOps.Configuration.Trust;

/// <summary>What a signer's certificate must say about its use.</summary>
public enum KeyUsagePolicy
{
    /// <summary>Extended key usage codeSigning is required. The default.</summary>
    Strict = 0,

    /// <summary>As the OpenSSF Model Signing tools issue certificates: no extended key usage, or codeSigning.</summary>
    Oms = 1,
}
