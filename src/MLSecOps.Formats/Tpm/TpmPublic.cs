using System.Formats.Asn1;
using System.Numerics;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Tpm;

/// <summary>The public area of a key in a TPM (TPMT_PUBLIC; TPM 2.0 Library, Part 2, 12.2.4), of the kinds in <see cref="TpmKeyKind"/>.</summary>
/// <remarks>Whether a key with these properties is accepted for a purpose is for the verifier; here only the form is judged.</remarks>
public sealed record TpmPublic
{
    private const ushort AesBits = 128;
    private const ushort RsaBits = 2048;
    private const string P256Oid = "1.2.840.10045.3.1.7", EcOid = "1.2.840.10045.2.1", RsaOid = "1.2.840.113549.1.1.1";

    // 65537, which a TPM writes as 0 (Part 2, 12.2.3.5).
    private const int Exponent = 65537;

    private TpmPublic(TpmKeyKind kind, TpmObjectAttributes attributes, ReadOnlyMemory<byte> policy, ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second, ReadOnlyMemory<byte> encoded)
    {
        Kind = kind;
        Attributes = attributes;
        AuthPolicy = policy;
        (X, Y) = kind == TpmKeyKind.RsaStorage ? (default, default) : (Widen(first), Widen(second));
        Modulus = kind == TpmKeyKind.RsaStorage ? first : default;
        Encoded = encoded;
    }

    /// <summary>Kind of key.</summary>
    public TpmKeyKind Kind { get; }

    /// <summary>Its properties.</summary>
    public TpmObjectAttributes Attributes { get; }

    /// <summary>Digest of the policy under which it may be used; empty when there is none.</summary>
    public ReadOnlyMemory<byte> AuthPolicy { get; }

    /// <summary>32 bytes; empty for RSA. Whether the point lies on the curve is for whoever uses it.</summary>
    public ReadOnlyMemory<byte> X { get; }

    /// <summary>32 bytes; empty for RSA.</summary>
    public ReadOnlyMemory<byte> Y { get; }

    /// <summary>256 bytes; empty for P-256.</summary>
    public ReadOnlyMemory<byte> Modulus { get; }

    /// <summary>The TPMT_PUBLIC, byte by byte as it was read: the name is made of it.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The key's name: the algorithm 000b and the SHA-256 of <see cref="Encoded"/>, 34 bytes (Part 1, 16).</summary>
    public byte[] Name
    {
        get
        {
            byte[] name = new byte[2 + Sha256Digest.Size];
            name[1] = (byte)TpmAlgorithms.Sha256;
            NameDigest.CopyTo(name.AsSpan(2));
            return name;
        }
    }

    /// <summary>SHA-256 of <see cref="Encoded"/>.</summary>
    public Sha256Digest NameDigest => Sha256Digest.Of(Encoded.Span);

    /// <summary>The key as SubjectPublicKeyInfo, DER (RFC 5480, 2 and RFC 8017, A.1).</summary>
    public byte[] SubjectPublicKeyInfo()
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(Kind == TpmKeyKind.RsaStorage ? RsaOid : EcOid);
                if (Kind == TpmKeyKind.RsaStorage)
                {
                    writer.WriteNull();
                }
                else
                {
                    writer.WriteObjectIdentifier(P256Oid);
                }
            }

            writer.WriteBitString(Kind == TpmKeyKind.RsaStorage ? RsaKey() : [0x04, .. X.Span, .. Y.Span]);
        }

        return writer.Encode();
    }

    /// <summary>Makes the public area of a key.</summary>
    /// <param name="kind">Kind of key.</param>
    /// <param name="attributes">Its properties.</param>
    /// <param name="policy">Digest of its policy; empty for none.</param>
    /// <param name="first">x, or the modulus; empty in a template, from which a TPM makes a key.</param>
    /// <param name="second">y; empty in a template and for RSA.</param>
    /// <exception cref="ArgumentException">No kind; a programming error.</exception>
    public static byte[] Encode(TpmKeyKind kind, TpmObjectAttributes attributes, ReadOnlySpan<byte> policy, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        TpmWriter writer = new();
        writer.UInt16(kind == TpmKeyKind.RsaStorage ? TpmAlgorithms.Rsa : TpmAlgorithms.Ecc).UInt16(TpmAlgorithms.Sha256).UInt32((uint)attributes).Sized(policy);
        switch (kind)
        {
            case TpmKeyKind.EccSigning:
                writer.UInt16(TpmAlgorithms.Null).UInt16(TpmAlgorithms.EcDsa).UInt16(TpmAlgorithms.Sha256).UInt16(TpmAlgorithms.CurveP256).UInt16(TpmAlgorithms.Null);
                return writer.Sized(first).Sized(second).ToArray();
            case TpmKeyKind.EccStorage:
                WriteProtection(writer).UInt16(TpmAlgorithms.CurveP256).UInt16(TpmAlgorithms.Null);
                return writer.Sized(first).Sized(second).ToArray();
            case TpmKeyKind.RsaStorage:
                WriteProtection(writer).UInt16(RsaBits).UInt32(0);
                return writer.Sized(first).ToArray();
            default:
                throw new ArgumentException($"No kind of key: {kind}.", nameof(kind));
        }
    }

    /// <summary>Reads a TPMT_PUBLIC.</summary>
    /// <param name="encoded">Exactly one, without the length of a TPM2B_PUBLIC; untrusted.</param>
    /// <param name="origin">Offset of its first byte in what was received.</param>
    /// <returns>The key, or a fault: <c>TPM_KEY_REFUSED</c> where it is well-formed but of another kind.</returns>
    public static Parsed<TpmPublic> Parse(ReadOnlyMemory<byte> encoded, long origin = 0)
    {
        TpmReader reader = new(encoded, origin);
        long at = reader.Offset;
        ushort type = reader.UInt16("a kind of key");
        if (type is not (TpmAlgorithms.Rsa or TpmAlgorithms.Ecc))
        {
            reader.Fail(at, TpmReasons.KeyRefused, "a key on P-256, or RSA", $"0x{type:x4}");
        }

        reader.Demand(TpmAlgorithms.Sha256, TpmReasons.KeyRefused, "SHA-256 as name algorithm");
        TpmObjectAttributes attributes = (TpmObjectAttributes)reader.UInt32("attributes");
        at = reader.Offset;
        ReadOnlyMemory<byte> policy = reader.Sized(TpmLimits.Digest, "a policy digest");
        if (policy.Length is not (0 or Sha256Digest.Size))
        {
            reader.Fail(at, TpmReasons.KeyRefused, "no policy, or one of 32 bytes", $"{policy.Length} bytes");
        }

        TpmKeyKind kind = type == TpmAlgorithms.Rsa ? ReadRsaParameters(reader) : ReadEccParameters(reader);
        ReadOnlyMemory<byte> first = ReadNumber(reader, kind == TpmKeyKind.RsaStorage), second = kind == TpmKeyKind.RsaStorage ? default : ReadNumber(reader, false);
        reader.End();
        return reader.Fault is { } fault ? fault : new TpmPublic(kind, attributes, policy, first, second, encoded);
    }

    /// <summary>Reads a TPM2B_PUBLIC: the length, then the TPMT_PUBLIC.</summary>
    /// <param name="encoded">Exactly one; untrusted.</param>
    public static Parsed<TpmPublic> ParseSized(ReadOnlyMemory<byte> encoded)
    {
        TpmReader reader = new(encoded);
        ReadOnlyMemory<byte> inner = reader.Sized(TpmLimits.Public, "a public area");
        reader.End();
        return reader.Fault is { } fault ? fault : Parse(inner, 2);
    }

    private static TpmWriter WriteProtection(TpmWriter writer) =>
        writer.UInt16(TpmAlgorithms.Aes).UInt16(AesBits).UInt16(TpmAlgorithms.Cfb).UInt16(TpmAlgorithms.Null);

    private static TpmKeyKind ReadEccParameters(TpmReader reader)
    {
        bool protects = ReadProtection(reader);
        if (protects)
        {
            reader.Demand(TpmAlgorithms.Null, TpmReasons.KeyRefused, "no signature scheme on a key that protects others");
        }
        else
        {
            reader.Demand(TpmAlgorithms.EcDsa, TpmReasons.KeyRefused, "ECDSA");
            reader.Demand(TpmAlgorithms.Sha256, TpmReasons.KeyRefused, "ECDSA with SHA-256");
        }

        reader.Demand(TpmAlgorithms.CurveP256, TpmReasons.KeyRefused, "the curve P-256");
        reader.Demand(TpmAlgorithms.Null, TpmReasons.KeyRefused, "no key derivation scheme");
        return protects ? TpmKeyKind.EccStorage : TpmKeyKind.EccSigning;
    }

    private static TpmKeyKind ReadRsaParameters(TpmReader reader)
    {
        long at = reader.Offset;
        if (!ReadProtection(reader))
        {
            reader.Fail(at, TpmReasons.KeyRefused, "an RSA key that protects others");
        }

        reader.Demand(TpmAlgorithms.Null, TpmReasons.KeyRefused, "no signature scheme on a key that protects others");
        reader.Demand(RsaBits, TpmReasons.KeyRefused, "2048 bits");
        at = reader.Offset;
        uint exponent = reader.UInt32("an exponent");
        if (exponent is not (0 or Exponent))
        {
            reader.Fail(at, TpmReasons.KeyRefused, "the exponent 65537", $"{exponent}");
        }

        return TpmKeyKind.RsaStorage;
    }

    // TPMT_SYM_DEF_OBJECT: false for none, true for AES-128 in CFB mode.
    private static bool ReadProtection(TpmReader reader)
    {
        long at = reader.Offset;
        ushort cipher = reader.UInt16("a symmetric cipher");
        if (cipher == TpmAlgorithms.Null || reader.Fault is not null)
        {
            return false;
        }

        if (cipher != TpmAlgorithms.Aes)
        {
            reader.Fail(at, TpmReasons.KeyRefused, "AES-128 in CFB mode, or no symmetric cipher", $"0x{cipher:x4}");
        }

        reader.Demand(AesBits, TpmReasons.KeyRefused, "AES of 128 bits");
        reader.Demand(TpmAlgorithms.Cfb, TpmReasons.KeyRefused, "CFB mode");
        return true;
    }

    // Some TPMs leave out leading zeros of a coordinate; none may leave out all.
    private static ReadOnlyMemory<byte> ReadNumber(TpmReader reader, bool modulus)
    {
        long at = reader.Offset;
        ReadOnlyMemory<byte> number = reader.Sized(modulus ? TpmLimits.Modulus : TpmLimits.Coordinate, modulus ? "a modulus" : "a coordinate");
        if (modulus ? number.Length != TpmLimits.Modulus || number.Span[0] < 0x80 : number.IsEmpty)
        {
            reader.Fail(at, TpmReasons.KeyRefused, modulus ? "a modulus of 2048 bits" : "a coordinate of 1 to 32 bytes", $"{number.Length} bytes");
        }

        return number;
    }

    private static ReadOnlyMemory<byte> Widen(ReadOnlyMemory<byte> number)
    {
        byte[] wide = new byte[TpmLimits.Coordinate];
        number.Span.CopyTo(wide.AsSpan(wide.Length - number.Length));
        return wide;
    }

    private byte[] RsaKey()
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(new BigInteger(Modulus.Span, isUnsigned: true, isBigEndian: true));
            writer.WriteInteger(Exponent);
        }

        return writer.Encode();
    }
}
