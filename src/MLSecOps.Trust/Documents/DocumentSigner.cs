using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Documents;

/// <summary>Signs documents: detached CMS in DER (RFC 5652) over id-data, with content-type, message-digest and signing-time.</summary>
public static class DocumentSigner
{
    /// <summary>Signs a document, or adds a signer to those it has.</summary>
    /// <param name="content">Exact bytes of the document; begins with '{'.</param>
    /// <param name="signer">Certificate with its private key, unless <paramref name="key"/> is given: RSA or ECDSA on a NIST curve.</param>
    /// <param name="intermediates">Certificates between the signer and the root, the root not included; they travel in the envelope.</param>
    /// <param name="signingTime">What the signer says the time is; only informative, since nothing proves it.</param>
    /// <param name="existing">A CMS over the same content, whose signers are kept; null to begin a new one.</param>
    /// <param name="key">The signer's private key where the certificate does not hold it: it stays on a token. Not disposed.</param>
    /// <returns>The CMS, or why the existing one could not be taken over.</returns>
    /// <exception cref="ArgumentException">The content is no document or the certificate has no usable private key; the caller checks both before.</exception>
    public static Parsed<ReadOnlyMemory<byte>> Sign(
        ReadOnlySpan<byte> content,
        X509Certificate2 signer,
        IReadOnlyList<X509Certificate2> intermediates,
        DateTimeOffset signingTime,
        ReadOnlyMemory<byte>? existing = null,
        AsymmetricAlgorithm? key = null)
    {
        if (content.IsEmpty || content[0] != (byte)'{')
        {
            throw new ArgumentException("Signed documents begin with '{'.", nameof(content));
        }

        if (key is null && !signer.HasPrivateKey)
        {
            throw new ArgumentException("The signer's certificate has no private key.", nameof(signer));
        }

        SignedCms cms = new(new ContentInfo(content.ToArray()), true);
        if (existing is { } present)
        {
            if (!CmsParser.Parse(present).TryGet(out CmsEnvelope? envelope, out FormatFault? fault))
            {
                return fault;
            }

            if (Disagrees(envelope, content))
            {
                return new FormatFault(SignatureReasons.DigestMismatch, 0, "a signature over the same document");
            }

            cms.Decode(present.Span);
        }

        CmsSigner operation = new(SubjectIdentifierType.IssuerAndSerialNumber, signer, key)
        {
            // Only what is named here: the platform would otherwise build a chain from the system's store.
            IncludeOption = X509IncludeOption.EndCertOnly,
            DigestAlgorithm = new Oid(DigestFor(signer)),
        };
        operation.SignedAttributes.Add(new Pkcs9SigningTime(signingTime.UtcDateTime));
        HashSet<string> known = [.. cms.Certificates.Select(certificate => certificate.Thumbprint)];
        foreach (X509Certificate2 intermediate in intermediates.Where(certificate => known.Add(certificate.Thumbprint)))
        {
            operation.Certificates.Add(intermediate);
        }

        cms.ComputeSignature(operation, true);
        return (ReadOnlyMemory<byte>)cms.Encode();
    }

    private static bool Disagrees(CmsEnvelope envelope, ReadOnlySpan<byte> content)
    {
        foreach (SignerRecord record in envelope.Signers)
        {
            if (!SignatureScheme.Hash(record.Digest, content).AsSpan().SequenceEqual(record.MessageDigest.Span))
            {
                return true;
            }
        }

        return false;
    }

    // The digest as strong as the curve (RFC 5754, 3.3); SHA-256 for RSA.
    private static string DigestFor(X509Certificate2 signer)
    {
        SignerKey? key = SignerKey.Read(signer.PublicKey.ExportSubjectPublicKeyInfo(), out _, out string kind);
        return key?.Name switch
        {
            "P-384" => Oids.Sha384,
            "P-521" => Oids.Sha512,
            not null => Oids.Sha256,
            null => throw new ArgumentException($"A key of kind {kind} cannot sign documents.", nameof(signer)),
        };
    }
}
