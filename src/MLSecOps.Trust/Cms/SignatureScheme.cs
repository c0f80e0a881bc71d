using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;

namespace MLSecOps.Trust.Cms;

/// <summary>How a signature was made: key family, padding and digest; only what is above the floor can be expressed.</summary>
/// <param name="Family">RSA with a padding, or ECDSA.</param>
/// <param name="Digest">SHA-256, SHA-384 or SHA-512.</param>
internal readonly record struct SignatureScheme(SignatureFamily Family, HashAlgorithmName Digest)
{
    /// <summary>Reads an AlgorithmIdentifier of a digest (RFC 5754, 2): parameters absent or NULL.</summary>
    public static HashAlgorithmName ReadDigest(ref DerReader reader)
    {
        int at = reader.Offset;
        DerReader algorithm = reader.Sequence("a digest algorithm");
        string oid = algorithm.Oid("a digest algorithm's identifier");
        HashAlgorithmName digest = oid switch
        {
            Oids.Sha256 => HashAlgorithmName.SHA256,
            Oids.Sha384 => HashAlgorithmName.SHA384,
            Oids.Sha512 => HashAlgorithmName.SHA512,
            _ => throw new DerFaultException(new FormatFault(SignatureReasons.DigestWeak, at, "SHA-256, SHA-384 or SHA-512", oid)),
        };
        ReadAbsentOrNull(ref algorithm);
        return digest;
    }

    /// <summary>Reads the AlgorithmIdentifier of a signature.</summary>
    /// <param name="reader">Stands at the identifier.</param>
    /// <param name="stated">The digest stated elsewhere, with which it must agree (a SignerInfo's digestAlgorithm); null in certificates, where a bare RSA identifier is then refused.</param>
    public static SignatureScheme Read(ref DerReader reader, HashAlgorithmName? stated)
    {
        int at = reader.Offset;
        DerReader algorithm = reader.Sequence("a signature algorithm");
        string oid = algorithm.Oid("a signature algorithm's identifier");
        SignatureScheme scheme = oid switch
        {
            Oids.Rsa when stated is { } digest => new(SignatureFamily.RsaPkcs1, digest),
            Oids.RsaSha256 => new(SignatureFamily.RsaPkcs1, HashAlgorithmName.SHA256),
            Oids.RsaSha384 => new(SignatureFamily.RsaPkcs1, HashAlgorithmName.SHA384),
            Oids.RsaSha512 => new(SignatureFamily.RsaPkcs1, HashAlgorithmName.SHA512),
            Oids.EcdsaSha256 => new(SignatureFamily.Ecdsa, HashAlgorithmName.SHA256),
            Oids.EcdsaSha384 => new(SignatureFamily.Ecdsa, HashAlgorithmName.SHA384),
            Oids.EcdsaSha512 => new(SignatureFamily.Ecdsa, HashAlgorithmName.SHA512),
            Oids.RsaPss => new(SignatureFamily.RsaPss, ReadPss(ref algorithm)),
            _ => throw Refused(at, oid),
        };
        switch (scheme.Family)
        {
            case SignatureFamily.RsaPkcs1:
                ReadAbsentOrNull(ref algorithm);
                break;
            case SignatureFamily.Ecdsa:
                algorithm.End("an ECDSA algorithm, which has no parameters (RFC 5758, 3.2)");
                break;
            default:
                break;
        }

        return stated is null || stated == scheme.Digest ? scheme : throw Refused(at, $"{oid}, which contradicts the digest algorithm {stated}");
    }

    /// <summary>Length of the digest in bytes.</summary>
    public static int LengthOf(HashAlgorithmName digest) => digest == HashAlgorithmName.SHA256 ? 32 : digest == HashAlgorithmName.SHA384 ? 48 : 64;

    /// <summary>Hashes <paramref name="content"/>.</summary>
    /// <param name="digest">One of the three.</param>
    /// <param name="content">Any bytes.</param>
    public static byte[] Hash(HashAlgorithmName digest, ReadOnlySpan<byte> content) => CryptographicOperations.HashData(digest, content);

    // RFC 4055, 3.1: the defaults are SHA-1, so every field must be there, but the trailer, whose only value is the default.
    private static HashAlgorithmName ReadPss(ref DerReader algorithm)
    {
        int at = algorithm.Offset;
        DerReader parameters = algorithm.Sequence("RSASSA-PSS parameters");
        algorithm.End("an RSASSA-PSS algorithm");
        if (!parameters.Is(DerReader.Context(0)))
        {
            throw new DerFaultException(new FormatFault(SignatureReasons.DigestWeak, at, "an explicit digest (the default is SHA-1)"));
        }

        DerReader hash = parameters.Sequence("the digest of RSASSA-PSS", DerReader.Context(0));
        HashAlgorithmName digest = ReadDigest(ref hash);
        hash.End("the digest of RSASSA-PSS");
        if (!parameters.Is(DerReader.Context(1)))
        {
            throw new DerFaultException(new FormatFault(SignatureReasons.DigestWeak, at, "an explicit mask function (the default is MGF1 with SHA-1)"));
        }

        DerReader mask = parameters.Sequence("the mask function", DerReader.Context(1));
        DerReader mgf = mask.Sequence("the mask function");
        mask.End("the mask function");
        if (mgf.Oid("MGF1") != Oids.Mgf1 || ReadDigest(ref mgf) != digest || !mgf.IsEmpty)
        {
            throw Refused(at, "a mask function other than MGF1 with the same digest");
        }

        if (!parameters.Is(DerReader.Context(2)))
        {
            throw Refused(at, "a salt of 20 bytes");
        }

        DerReader salt = parameters.Sequence("the salt length", DerReader.Context(2));
        int length = salt.SmallInteger("the salt length");
        salt.End("the salt length");
        if (length != LengthOf(digest))
        {
            throw Refused(at, $"a salt of {length} bytes");
        }

        parameters.End("RSASSA-PSS parameters");
        return digest;
    }

    private static void ReadAbsentOrNull(ref DerReader algorithm)
    {
        if (!algorithm.IsEmpty)
        {
            algorithm.Null("NULL parameters or none");
        }

        algorithm.End("an algorithm identifier");
    }

    private static DerFaultException Refused(int at, string found) =>
        new(new FormatFault(SignatureReasons.AlgorithmRefused, at, "RSA PKCS#1 v1.5, RSASSA-PSS or ECDSA over SHA-2", found));
}

/// <summary>Key family and padding.</summary>
internal enum SignatureFamily
{
    /// <summary>RSASSA-PKCS1-v1_5.</summary>
    RsaPkcs1 = 0,

    /// <summary>RSASSA-PSS, MGF1 with the same digest, salt as long as the digest.</summary>
    RsaPss,

    /// <summary>ECDSA.</summary>
    Ecdsa,
}
