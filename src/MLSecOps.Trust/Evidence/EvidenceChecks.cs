namespace MLSecOps.Trust.Evidence;

/// <summary>The stable names of the checks of evidence and of the hub's statements, in the order of performance.</summary>
public static class EvidenceChecks
{
    /// <summary>The certificate leads to an anchor of the hub.</summary>
    public const string CertificateChain = "certificate.chain";

    /// <summary>It is an end-entity certificate with a P-256 key, and may be used for this.</summary>
    public const string CertificateUsage = "certificate.usage";

    /// <summary>Its name is that of a device.</summary>
    public const string CertificateName = "certificate.name";

    /// <summary>It is valid at the time used.</summary>
    public const string CertificateValidity = "certificate.validity";

    /// <summary>The message is a strict COSE_Sign1.</summary>
    public const string Envelope = "cose.envelope";

    /// <summary>It is of the expected kind.</summary>
    public const string ContentType = "cose.content_type";

    /// <summary>It names the signer's key.</summary>
    public const string KeyId = "cose.key";

    /// <summary>Its signature verifies.</summary>
    public const string Signature = "cose.signature";

    /// <summary>The claims follow the profile.</summary>
    public const string Claims = "evidence.claims";

    /// <summary>The evidence answers the challenge.</summary>
    public const string Nonce = "evidence.nonce";

    /// <summary>It came in time.</summary>
    public const string Freshness = "evidence.freshness";

    /// <summary>It is that of the device that signed it.</summary>
    public const string Ueid = "evidence.ueid";

    /// <summary>It names the key with which the device connects.</summary>
    public const string TlsKey = "evidence.tls_key";

    /// <summary>The statement's content follows its form.</summary>
    public const string Statement = "statement.form";

    /// <summary>The server's key is the one that was expected.</summary>
    public const string CertificatePin = "certificate.pin";

    /// <summary>What the appraisal makes of one part.</summary>
    public const string Status = "appraisal.status";

    internal static IReadOnlyList<string> OfOperator { get; } = [CertificateChain, CertificateUsage, CertificateValidity];

    internal static IReadOnlyList<string> OfCertificate { get; } = [CertificateChain, CertificateUsage, CertificateName, CertificateValidity];

    internal static IReadOnlyList<string> OfEvidence { get; } = [Envelope, ContentType, KeyId, Signature, CertificateValidity, Claims, Nonce, Freshness, Ueid, TlsKey];

    internal static IReadOnlyList<string> OfStatement { get; } = [Envelope, ContentType, CertificateChain, CertificateUsage, CertificateValidity, KeyId, Signature, Statement];
}
