using System.Security.Cryptography;

namespace MLSecOps.TestKit;

/// <summary>The keys that test certificates can have.</summary>
public enum TestKey
{
    /// <summary>ECDSA P-256; fast, the default.</summary>
    P256 = 0,

    /// <summary>ECDSA P-384.</summary>
    P384,

    /// <summary>ECDSA P-521.</summary>
    P521,

    /// <summary>RSA 2048.</summary>
    Rsa2048,

    /// <summary>RSA 1024: below the floor.</summary>
    Rsa1024,

    /// <summary>ECDSA on a curve that no policy accepts.</summary>
    BrainpoolP256,
}

/// <summary>What a test certificate looks like; the defaults are those of an honest publisher.</summary>
public sealed record CertificateProfile
{
    /// <summary>The extended key usage codeSigning.</summary>
    public const string CodeSigning = "1.3.6.1.5.5.7.3.3";

    /// <summary>The extended key usage emailProtection.</summary>
    public const string EmailProtection = "1.3.6.1.5.5.7.3.4";

    /// <summary>The extended key usage timeStamping.</summary>
    public const string TimeStamping = "1.3.6.1.5.5.7.3.8";

    /// <summary>The extended key usage clientAuth.</summary>
    public const string ClientAuth = "1.3.6.1.5.5.7.3.2";

    /// <summary>The extended key usage serverAuth.</summary>
    public const string ServerAuth = "1.3.6.1.5.5.7.3.1";

    /// <summary>The extended key usage documentSigning.</summary>
    public const string DocumentSigning = "1.3.6.1.5.5.7.3.36";

    /// <summary>The extended key usage anyExtendedKeyUsage.</summary>
    public const string AnyUsage = "2.5.29.37.0";

    /// <summary>Kind of key.</summary>
    public TestKey Key { get; init; }

    /// <summary>Start of validity.</summary>
    public DateTimeOffset NotBefore { get; init; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>End of validity.</summary>
    public DateTimeOffset NotAfter { get; init; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Extended key usages; empty leaves the extension out.</summary>
    public IReadOnlyList<string> Usages { get; init; } = [CodeSigning];

    /// <summary>The extended key usages are critical.</summary>
    public bool CriticalUsages { get; init; }

    /// <summary>The key usage of an authority has cRLSign.</summary>
    public bool CrlSign { get; init; } = true;

    /// <summary>Key usage has digitalSignature; false leaves only keyEncipherment.</summary>
    public bool DigitalSignature { get; init; } = true;

    /// <summary>Basic constraints say CA.</summary>
    public bool Authority { get; init; }

    /// <summary>How many authorities may stand below an authority; null leaves it open.</summary>
    public int? PathLength { get; init; }

    /// <summary>Subject alternative names of type dNSName, as they are.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>Subject alternative names of type iPAddress.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>The digest with which the issuer signs the certificate.</summary>
    public HashAlgorithmName Digest { get; init; } = HashAlgorithmName.SHA256;

    /// <summary>The serial number; null makes a random one.</summary>
    public byte[]? Serial { get; init; }

    /// <summary>Key to use instead of a fresh one.</summary>
    public AsymmetricAlgorithm? ExistingKey { get; init; }
}
