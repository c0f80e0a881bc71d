namespace MLSecOps.Trust.Policy;

/// <summary>What a signer's certificate must say about its use.</summary>
public enum SignerUsage
{
    /// <summary>Extended key usage codeSigning is required; key usage, where present, includes digitalSignature. The default.</summary>
    Strict = 0,

    /// <summary>As OMS producers issue them: the same, but a certificate without extended key usage is unrestricted (RFC 5280, 4.2.1.12), anyExtendedKeyUsage counts as codeSigning, and an authority may sign when its key usage has digitalSignature and its extended key usage codeSigning.</summary>
    Oms = 1,
}
