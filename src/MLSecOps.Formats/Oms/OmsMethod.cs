namespace MLSecOps.Formats.Oms;

/// <summary>How an OMS bundle is signed (OMS v1.0, 4.1).</summary>
public enum OmsMethod
{
    /// <summary>With a key that the verifier knows. The default.</summary>
    Key = 0,

    /// <summary>With a certificate whose chain travels in the bundle.</summary>
    Certificate,

    /// <summary>With a short-lived certificate and a transparency log (Sigstore).</summary>
    Keyless,
}
