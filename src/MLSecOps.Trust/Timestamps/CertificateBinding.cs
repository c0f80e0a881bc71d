using System.Formats.Asn1;
using System.Security.Cryptography;

using MLSecOps.Core.Findings;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Timestamps;

/// <summary>The signed attribute that says which certificate made a token (RFC 2634, 5.4; RFC 5035; RFC 5816): without it, another certificate of the same key could be put in its place.</summary>
internal static class CertificateBinding
{
    /// <summary>True when at least one binding is there, and every one names this certificate first.</summary>
    /// <param name="signer">The signer; untrusted.</param>
    /// <param name="certificate">Its certificate.</param>
    public static bool Holds(SignerRecord signer, SignerCertificate certificate)
    {
        try
        {
            return signer.Bindings.Count > 0 && signer.Bindings.All(binding => Names(binding.Value, binding.Key == Oids.SigningCertificateV2, certificate));
        }
        catch (DerFaultException)
        {
            return false;
        }
    }

    private static bool Names(ReadOnlyMemory<byte> value, bool second, SignerCertificate certificate)
    {
        DerReader whole = new(value.Span, 0, TimestampReasons.Malformed);
        DerReader signing = whole.Sequence("SigningCertificate");
        DerReader list = signing.Sequence("certs");
        DerReader first = list.Sequence("ESSCertID");

        // The first version has SHA-1 alone. It is no signature: it tells apart certificates of one key, which its owner alone can have made.
        HashAlgorithmName digest = !second ? HashAlgorithmName.SHA1
            : first.Is(Asn1Tag.Sequence) ? SignatureScheme.ReadDigest(ref first)
            : HashAlgorithmName.SHA256;
        bool same = CryptographicOperations.HashData(digest, certificate.Der.Span).AsSpan().SequenceEqual(first.OctetString("certHash"));
        if (!first.IsEmpty)
        {
            DerReader issuer = first.Sequence("issuerSerial");
            DerReader names = issuer.Sequence("issuer");
            DerReader directory = names.Sequence("directoryName", DerReader.Context(4));
            same &= directory.Encoded("directoryName").SequenceEqual(certificate.Issuer.Span) && issuer.IntegerBytes("serialNumber").SequenceEqual(certificate.Serial.Span);
        }

        first.End("ESSCertID");
        return same;
    }
}
