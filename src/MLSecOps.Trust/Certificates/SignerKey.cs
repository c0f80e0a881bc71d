using System.Security.Cryptography;

using MLSecOps.Core.Findings;
using MLSecOps.Formats;
using MLSecOps.Trust.Cms;

namespace MLSecOps.Trust.Certificates;

/// <summary>A public key above the floor: RSA of 2048 to <see cref="Limits.RsaBits"/> bits, or ECDSA on a named NIST curve.</summary>
/// <remarks>The key's form is checked on its DER (RFC 3279, RFC 5480) before the platform's importer sees it: explicit curve parameters, with which a generator can be forged, never get that far.</remarks>
internal sealed class SignerKey
{
    private readonly ReadOnlyMemory<byte> _publicKeyInfo;
    private readonly bool _isRsa;

    private SignerKey(ReadOnlyMemory<byte> publicKeyInfo, bool isRsa, string name)
    {
        _publicKeyInfo = publicKeyInfo;
        _isRsa = isRsa;
        Name = name;
    }

    /// <summary>Kind and size, such as <c>RSA-3072</c> or <c>P-256</c>.</summary>
    public string Name { get; }

    /// <summary>Reads a SubjectPublicKeyInfo.</summary>
    /// <param name="publicKeyInfo">DER; untrusted.</param>
    /// <param name="refusal">Why the key does not count; null when it does.</param>
    /// <param name="found">What kind of key it is, for the report.</param>
    public static SignerKey? Read(ReadOnlyMemory<byte> publicKeyInfo, out Reason? refusal, out string found)
    {
        try
        {
            DerReader whole = new(publicKeyInfo.Span, 0, SignatureReasons.KeyUnsupported);
            DerReader info = whole.Sequence("SubjectPublicKeyInfo");
            DerReader algorithm = info.Sequence("the key's algorithm");
            string oid = algorithm.Oid("the key's algorithm");
            ReadOnlySpan<byte> bits = info.WholeBits("the key");
            info.End("SubjectPublicKeyInfo");
            (bool isRsa, found, refusal) = oid switch
            {
                Oids.Rsa => ReadRsa(bits),
                Oids.EcPublicKey => ReadEc(ref algorithm),
                _ => (false, oid, SignatureReasons.KeyUnsupported),
            };
            return refusal is null ? new SignerKey(publicKeyInfo, isRsa, found) : null;
        }
        catch (DerFaultException bad)
        {
            found = $"not {bad.Fault.Expected}";
            refusal = bad.Fault.Reason;
            return null;
        }
    }

    /// <summary>Verifies a signature over <paramref name="content"/>; false also for a scheme of the other key family and for malformed values.</summary>
    public bool Verify(SignatureScheme scheme, ReadOnlySpan<byte> content, ReadOnlySpan<byte> signature)
    {
        if (_isRsa == (scheme.Family == SignatureFamily.Ecdsa))
        {
            return false;
        }

        try
        {
            if (!_isRsa)
            {
                using ECDsa ec = ECDsa.Create();
                ec.ImportSubjectPublicKeyInfo(_publicKeyInfo.Span, out _);
                return ec.VerifyData(content, signature, scheme.Digest, DSASignatureFormat.Rfc3279DerSequence);
            }

            using RSA rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(_publicKeyInfo.Span, out _);
            RSASignaturePadding padding = scheme.Family == SignatureFamily.RsaPss ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
            return rsa.VerifyData(content, signature, scheme.Digest, padding);
        }
        catch (CryptographicException)
        {
            // A point off the curve, an even modulus: the platform refuses the key itself.
            return false;
        }
    }

    private static (bool IsRsa, string Found, Reason? Refusal) ReadRsa(ReadOnlySpan<byte> bits)
    {
        DerReader whole = new(bits, 0, SignatureReasons.KeyUnsupported);
        DerReader key = whole.Sequence("RSAPublicKey");
        whole.End("RSAPublicKey");
        ReadOnlySpan<byte> modulus = key.IntegerBytes("modulus");
        ReadOnlySpan<byte> exponent = key.IntegerBytes("publicExponent");
        key.End("RSAPublicKey");
        int length = BitLength(modulus);
        string name = $"RSA-{length}";
        bool exponentFits = (exponent[0] & 0x80) == 0 && BitLength(exponent) is >= 2 and <= 64 && (exponent[^1] & 1) == 1;
        Reason? refusal = (modulus[0] & 0x80) != 0 || length < 2048 || length > Limits.RsaBits || !exponentFits ? SignatureReasons.KeyWeak : null;
        return (true, name, refusal);
    }

    private static (bool IsRsa, string Found, Reason? Refusal) ReadEc(ref DerReader algorithm)
    {
        string curve = algorithm.Oid("a named curve");
        algorithm.End("a named curve");
        return curve switch
        {
            Oids.P256 => (false, "P-256", null),
            Oids.P384 => (false, "P-384", null),
            Oids.P521 => (false, "P-521", null),
            _ => (false, $"curve {curve}", SignatureReasons.KeyUnsupported),
        };
    }

    private static int BitLength(ReadOnlySpan<byte> integer)
    {
        ReadOnlySpan<byte> digits = integer.TrimStart((byte)0);
        return digits.IsEmpty ? 0 : ((digits.Length - 1) * 8) + (32 - int.LeadingZeroCount(digits[0]));
    }
}
