using System.Security.Cryptography;

using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Certificates;

namespace MLSecOps.Trust.Evidence;

/// <summary>A P-256 public key that checks ES256 signatures. Safe for use by several threads, one after the other.</summary>
internal sealed class VerificationKey : IDisposable
{
    // The platform promises nothing about one key object in several threads.
    private readonly Lock _use = new();
    private readonly ECDsa _key;

    private VerificationKey(ECDsa key, Sha256Digest hash)
    {
        _key = key;
        Hash = hash;
    }

    /// <summary>SHA-256 of the SubjectPublicKeyInfo.</summary>
    public Sha256Digest Hash { get; }

    /// <summary>Reads a SubjectPublicKeyInfo; null when it is no P-256 key on its curve.</summary>
    /// <param name="publicKeyInfo">DER; untrusted.</param>
    /// <param name="found">What kind of key it is.</param>
    public static VerificationKey? Read(ReadOnlyMemory<byte> publicKeyInfo, out string found)
    {
        // Looks at the DER first: explicit curve parameters never get to the platform's importer.
        if (SignerKey.Read(publicKeyInfo, out Reason? _, out found) is not { Name: "P-256" })
        {
            return null;
        }

        ECDsa key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(publicKeyInfo.Span, out _);
            return new VerificationKey(key, Sha256Digest.Of(publicKeyInfo.Span));
        }
        catch (CryptographicException)
        {
            key.Dispose();
            found = "a point that is not on the curve";
            return null;
        }
    }

    /// <summary>True when <paramref name="signature"/> (r and s, 32 bytes each) is one over <paramref name="content"/>.</summary>
    public bool Verify(ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        lock (_use)
        {
            return _key.VerifyData(content, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();
}
