using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using MLSecOps.Core.Findings;
using MLSecOps.Formats;
using MLSecOps.TestKit;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests;

/// <summary>Each known way to make a CMS verifier accept what nobody signed, beside its honest twin.</summary>
public sealed class CmsAttackTests
{
    private static readonly byte[] Document = Encoding.ASCII.GetBytes("""{"schema":"test/1","text":"what the publisher says"}""");
    private static readonly SigningAuthority Root = SigningAuthority.Create();
    private static readonly X509Certificate2 Publisher = Root.Issue();
    private static readonly X509Certificate2 RsaPublisher = Root.Issue("RSA Publisher", new CertificateProfile { Key = TestKey.Rsa2048 });
    private static readonly CmsForge Honest = new(Publisher, Document);

    [Fact]
    public void TheHonestTwinIsTrusted()
    {
        Verdicts.AssertTrusted(Verify(Honest.Build()));
        Verdicts.AssertTrusted(Verify((Honest with { Signer = RsaPublisher }).Build()));
        Verdicts.AssertTrusted(Verify((Honest with { DigestOid = CmsForge.Sha384 }).Build()));
        Verdicts.AssertTrusted(Verify((Honest with { ByKeyIdentifier = true, SignerVersion = 3, Version = 3 }).Build()));
        Verdicts.AssertTrusted(Verify((Honest with { Attributes = [Honest.ContentTypeValue(), Honest.DigestValue(), CmsForge.Attribute("1.2.3.4", [5, 0])] }).Build()));
        Verdicts.AssertTrusted(Verify((Honest with { UnsignedAttributes = [0xa1, 0x00] }).Build()));
    }

    [Fact]
    [RedTeam("G1", "Embeds A in a detached signature over A and B, and presents B alone (prefix splice)", typeof(CmsParser), "SIGNATURE_CONTENT_EMBEDDED")]
    public void PrefixSplice()
    {
        // Signed is A || B; the attacker embeds A and presents B alone.
        byte[] prefix = "{\"schema\":\"mlsec\"}"u8.ToArray();
        CmsForge overBoth = new(Publisher, [.. prefix, .. Document]);
        Verdicts.AssertTrusted(Verify(overBoth.Build(), [.. prefix, .. Document]));
        AssertRejected(SignatureReasons.ContentEmbedded, (overBoth with { EmbeddedContent = prefix }).Build());
    }

    [Fact]
    [RedTeam("G1", "Sends an attached signature where a detached one is due", typeof(CmsParser), "SIGNATURE_CONTENT_EMBEDDED")]
    public void EmbeddedContentIsRefusedEvenIfItIsTheContentOrEmpty()
    {
        AssertRejected(SignatureReasons.ContentEmbedded, (Honest with { EmbeddedContent = Document }).Build());
        AssertRejected(SignatureReasons.ContentEmbedded, (Honest with { EmbeddedContent = [] }).Build());
    }

    [Fact]
    [RedTeam("G1", "Presents the signed attributes of a true signature as content (attribute stripping)", typeof(SignerRecordParser), "SIGNATURE_ATTRIBUTES_MISSING", "DOCUMENT_NOT_JSON")]
    public void AttributeStripping()
    {
        // The signed attributes of a true signature, presented as the content of a signature without attributes.
        byte[] attributes = Honest.SignedBytes();
        byte[] stripped = (Honest with { WithoutAttributes = true, SignedInstead = attributes }).Build();
        Verdicts.AssertRejected(PackageReasons.DocumentNotJson, Verify(stripped, attributes));
        DocumentAppraisal content = DocumentVerifier.VerifyContent(attributes, stripped, new RolePolicy([Root.Anchor]), SamplePackage.Time);
        Verdicts.AssertRejected(SignatureReasons.AttributesMissing, content.Verdict);
    }

    [Fact]
    public void SignaturesWithoutAttributesAreRefused() => AssertRejected(SignatureReasons.AttributesMissing, (Honest with { WithoutAttributes = true }).Build());

    [Fact]
    [RedTeam("G1", "Swaps eContentType, or the content-type attribute", typeof(CmsParser), "SIGNATURE_CONTENT_TYPE")]
    public void ContentTypeSwap()
    {
        AssertRejected(SignatureReasons.ContentType, (Honest with { ContentType = CmsForge.TstInfo, Version = 3 }).Build());
        AssertRejected(SignatureReasons.ContentType, (Honest with { Attributes = [Honest.ContentTypeValue(CmsForge.TstInfo), Honest.DigestValue()] }).Build());
    }

    [Fact]
    [RedTeam("G1", "Leaves out, doubles or changes a signed attribute", typeof(SignerRecordParser), "SIGNATURE_ATTRIBUTES_INVALID")]
    public void AttributesMustBeCompleteAndSingle()
    {
        byte[] type = Honest.ContentTypeValue(), digest = Honest.DigestValue(), other = Honest.DigestValue("{}"u8.ToArray());
        byte[] digestTwice = CmsForge.Attribute(CmsForge.MessageDigestAttribute, CmsForge.Octets(SHA256.HashData(Document)), CmsForge.Octets(SHA256.HashData("{}"u8)));
        byte[] typeTwice = CmsForge.Attribute(CmsForge.ContentTypeAttribute, CmsForge.Oid(CmsForge.Data), CmsForge.Oid("1.2.3"));
        byte[][][] wrong =
        [
            [type], [digest], [type, type, digest], [type, digest, digest], [type, digest, other], [type, digestTwice], [typeTwice, digest],
            [type, digest, CmsForge.Attribute("1.2.3.4"), CmsForge.Attribute("1.2.3.4", [5, 0])],
            [type, CmsForge.Attribute(CmsForge.MessageDigestAttribute)],
            [type, CmsForge.Attribute(CmsForge.MessageDigestAttribute, CmsForge.Octets(SHA1.HashData(Document)))],
            [type, CmsForge.Attribute(CmsForge.MessageDigestAttribute, CmsForge.Oid("1.2.3"))],
        ];
        foreach (byte[][] attributes in wrong)
        {
            AssertRejected(SignatureReasons.AttributesInvalid, (Honest with { Attributes = attributes }).Build());
        }
    }

    [Fact]
    [RedTeam("G1", "Signs attributes in an order that two parsers encode differently", typeof(SignerRecordParser), "SIGNATURE_ATTRIBUTES_INVALID")]
    public void UnsortedAttributesAreRefusedThoughTheirSignatureHolds()
    {
        // By DER, the shorter content-type comes first.
        byte[][] attributes = [Honest.DigestValue(), Honest.ContentTypeValue()];
        AssertRejected(SignatureReasons.AttributesInvalid, (Honest with { Attributes = attributes, UnsortedAttributes = true }).Build());
        Array.Reverse(attributes);
        Verdicts.AssertTrusted(Verify((Honest with { Attributes = attributes, UnsortedAttributes = true }).Build()));
    }

    [Fact]
    [RedTeam("G1", "Signs with MD5 or SHA-1", typeof(SignatureScheme), "SIGNATURE_DIGEST_WEAK")]
    public void WeakDigestsAreRefused()
    {
        AssertRejected(SignatureReasons.DigestWeak, (Honest with { Signer = RsaPublisher, DigestOid = CmsForge.Sha1 }).Build());
        AssertRejected(SignatureReasons.DigestWeak, (Honest with { ListedDigests = [CmsForge.Sha1, CmsForge.Sha256] }).Build());
        AssertRejected(SignatureReasons.DigestWeak, (Honest with { DigestOid = "1.2.840.113549.2.5" }).Build());
    }

    [Fact]
    public void TheDigestMustBeListed() => AssertRejected(SignatureReasons.Malformed, (Honest with { ListedDigests = [CmsForge.Sha384] }).Build());

    [Fact]
    [RedTeam("G1", "States one digest and signs with another", typeof(SignatureScheme), "SIGNATURE_ALGORITHM_REFUSED")]
    public void AlgorithmsMustAgree()
    {
        AssertRejected(SignatureReasons.AlgorithmRefused, (Honest with { SignatureOid = "1.2.840.10045.4.3.3" }).Build());
        AssertRejected(SignatureReasons.AlgorithmRefused, (Honest with { SignatureOid = "1.2.840.10045.4.1" }).Build());
        AssertRejected(SignatureReasons.AlgorithmRefused, (Honest with { Signer = RsaPublisher, SignatureOid = "1.2.840.113549.1.1.5" }).Build());
        AssertRejected(SignatureReasons.AlgorithmRefused, (Honest with { Signer = RsaPublisher, SignatureOid = "1.2.840.113549.1.1.13" }).Build());
        Verdicts.AssertTrusted(Verify((Honest with { Signer = RsaPublisher, SignatureOid = "1.2.840.113549.1.1.11", SignatureParameters = [5, 0] }).Build()));
        // The right form for another family: the key decides.
        AssertRejected(SignatureReasons.Invalid, (Honest with { Signer = RsaPublisher, SignatureOid = "1.2.840.10045.4.3.2" }).Build());
    }

    [Theory]
    [RedTeam("G1", "Hides SHA-1 or a short salt in RSASSA-PSS parameters", typeof(SignatureScheme), "SIGNATURE_DIGEST_WEAK", "SIGNATURE_ALGORITHM_REFUSED")]
    [InlineData(CmsForge.Sha256, CmsForge.Sha256, 32, "")]
    [InlineData(CmsForge.Sha256, CmsForge.Sha256, 20, "SIGNATURE_ALGORITHM_REFUSED")]
    [InlineData(CmsForge.Sha256, CmsForge.Sha256, 222, "SIGNATURE_ALGORITHM_REFUSED")]
    [InlineData(CmsForge.Sha256, CmsForge.Sha384, 32, "SIGNATURE_ALGORITHM_REFUSED")]
    [InlineData(CmsForge.Sha384, CmsForge.Sha384, 48, "SIGNATURE_ALGORITHM_REFUSED")]
    [InlineData(CmsForge.Sha256, CmsForge.Sha1, 32, "SIGNATURE_DIGEST_WEAK")]
    [InlineData(CmsForge.Sha1, CmsForge.Sha1, 20, "SIGNATURE_DIGEST_WEAK")]
    [InlineData(null, null, 20, "SIGNATURE_DIGEST_WEAK")]
    public void PssParametersAreReadStrictly(string? hash, string? mask, int salt, string code)
    {
        CmsForge forge = Honest with
        {
            Signer = RsaPublisher,
            SignatureOid = "1.2.840.113549.1.1.10",
            SignatureParameters = PssParameters(hash, mask, salt),
            Padding = RSASignaturePadding.Pss,
        };
        TrustVerdict verdict = Verify(forge.Build());
        Assert.Equal(code, verdict is TrustVerdict.Rejected rejected ? rejected.Reason.Code : "");
    }

    [Fact]
    [RedTeam("G1", "Encodes the envelope in BER: indefinite or long lengths, unsorted sets", typeof(DerForm), "SIGNATURE_MALFORMED")]
    public void BerIsRefused()
    {
        byte[] der = Honest.Build();
        int header = 2 + (der[1] & 0x7f);
        byte[] indefinite = [0x30, 0x80, .. der[header..], 0, 0];
        AssertRejected(SignatureReasons.Malformed, indefinite);
        byte[] longLength = [0x30, 0x83, 0, .. der[2..]];
        AssertRejected(SignatureReasons.Malformed, longLength);
        AssertRejected(SignatureReasons.Malformed, Encoding.ASCII.GetBytes("-----BEGIN CMS-----"));
        AssertRejected(SignatureReasons.Missing, []);
    }

    [Fact]
    public void BerInPartsThatNobodyReadsIsRefused()
    {
        // An unsigned attribute set with a non-minimal length inside.
        byte[] nested = [0xa1, 0x0b, 0x30, 0x09, 0x06, 0x02, 0x2a, 0x03, 0x31, 0x81, 0x02, 0x05, 0x00];
        AssertRejected(SignatureReasons.Malformed, (Honest with { UnsignedAttributes = nested }).Build());
        byte[] minimal = [0xa1, 0x0a, 0x30, 0x08, 0x06, 0x02, 0x2a, 0x03, 0x31, 0x02, 0x05, 0x00];
        Verdicts.AssertTrusted(Verify((Honest with { UnsignedAttributes = minimal }).Build()));
    }

    [Fact]
    [RedTeam("G6", "Nests the envelope until a recursive parser dies", typeof(DerForm), "SIGNATURE_MALFORMED")]
    public void DeepNestingEndsInAReason()
    {
        byte[] nested = [0x05, 0x00];
        for (int i = 0; i < 60; i++)
        {
            nested = [0x30, (byte)nested.Length, .. nested];
        }

        AssertRejected(SignatureReasons.Malformed, (Honest with { UnsignedAttributes = [0xa1, (byte)nested.Length, .. nested] }).Build());
    }

    [Fact]
    [RedTeam("G1", "Appends bytes to the envelope", typeof(DerForm), "SIGNATURE_TRAILING_BYTES")]
    public void TrailingBytesAreRefused() => AssertRejected(SignatureReasons.TrailingBytes, [.. Honest.Build(), 0]);

    [Fact]
    public void VersionsMustBeThoseOfTheContents()
    {
        AssertRejected(SignatureReasons.Malformed, (Honest with { Version = 3 }).Build());
        AssertRejected(SignatureReasons.Malformed, (Honest with { Version = 2 }).Build());
        AssertRejected(SignatureReasons.Malformed, (Honest with { SignerVersion = 3 }).Build());
        AssertRejected(SignatureReasons.Malformed, (Honest with { ByKeyIdentifier = true, SignerVersion = 1, Version = 3 }).Build());
        AssertRejected(SignatureReasons.Malformed, (Honest with { OuterType = "1.2.840.113549.1.7.5" }).Build());
    }

    [Fact]
    public void CountsAndSizesAreLimited()
    {
        AssertRejected(SignatureReasons.NoSigner, (Honest with { Copies = 0, Certificates = [Publisher.RawData], ListedDigests = [CmsForge.Sha256] }).Build());
        Verdicts.AssertTrusted(Verify((Honest with { Copies = Limits.CmsSigners }).Build()));
        AssertRejected(SignatureReasons.Malformed, (Honest with { Copies = Limits.CmsSigners + 1 }).Build());
        byte[][] certificates = [.. Enumerable.Range(0, Limits.CmsCertificates).Select(i => Root.Issue($"Filler {i}").RawData)];
        Verdicts.AssertTrusted(Verify((Honest with { Certificates = [Publisher.RawData, .. certificates[1..]] }).Build()));
        AssertRejected(SignatureReasons.Malformed, (Honest with { Certificates = [Publisher.RawData, .. certificates] }).Build());
        AssertRejected(SignatureReasons.TooLarge, (Honest with { Attributes = [Honest.ContentTypeValue(), Honest.DigestValue(), CmsForge.Attribute("1.2.3.4", CmsForge.Octets(new byte[Limits.CmsBytes]))] }).Build());
    }

    [Fact]
    [RedTeam("G1", "Presents other content under a true signature", typeof(SignerAppraiser), "SIGNATURE_DIGEST_MISMATCH")]
    public void OtherContentIsRefused()
    {
        Verdicts.AssertRejected(SignatureReasons.DigestMismatch, Verify(Honest.Build(), "{}"u8.ToArray()));
        byte[] otherDigest = (Honest with { Attributes = [Honest.ContentTypeValue(), Honest.DigestValue("{}"u8.ToArray())], SignedInstead = Honest.SignedBytes() }).Build();
        Verdicts.AssertRejected(SignatureReasons.Invalid, Verify(otherDigest, "{}"u8.ToArray()));
    }

    [Fact]
    [RedTeam("G1", "Adds a forged signature beside a true one", typeof(DocumentVerifier), "SIGNATURE_INVALID")]
    public void AForgedCoSignatureSpoilsTheEnvelope() =>
        AssertRejected(SignatureReasons.Invalid, (Honest with { CoSigners = [Honest with { Signer = RsaPublisher, SignedInstead = [1] }] }).Build());

    [Fact]
    [RedTeam("G1", "Leaves out the signer's certificate, or sends two with one serial number", typeof(CertificateBag), "SIGNER_CERTIFICATE_MISSING", "SIGNER_CERTIFICATE_AMBIGUOUS")]
    public void TheCertificateMustBeThereAndUnambiguous()
    {
        AssertRejected(SignatureReasons.CertificateMissing, (Honest with { Certificates = [RsaPublisher.RawData] }).Build());
        byte[] serial = [0x41, 1, 2, 3];
        X509Certificate2 first = Root.Issue("One", new CertificateProfile { Serial = serial }), second = Root.Issue("Two", new CertificateProfile { Serial = serial });
        Verdicts.AssertTrusted(Verify((Honest with { Signer = first }).Build()));
        AssertRejected(SignatureReasons.CertificateAmbiguous, (Honest with { Signer = first, Certificates = [first.RawData, second.RawData] }).Build());
        AssertRejected(SignatureReasons.CertificateAmbiguous, (Honest with { Certificates = [Publisher.RawData, Publisher.RawData] }).Build());
        X509Certificate2 sameKey = Root.Issue("Same Key", new CertificateProfile { ExistingKey = Publisher.GetECDsaPrivateKey() });
        AssertRejected(
            SignatureReasons.CertificateAmbiguous,
            (Honest with { ByKeyIdentifier = true, SignerVersion = 3, Version = 3, Certificates = [Publisher.RawData, sameKey.RawData] }).Build());
    }

    [Fact]
    public void ACertificateThatIsNotStrictIsRefused() =>
        AssertRejected(SignatureReasons.CertificateInvalid, (Honest with { Certificates = [Publisher.RawData, [0x30, 0x03, 0x02, 0x01, 0x01]] }).Build());

    [Fact]
    public void EveryTruncationAndEveryBitFlipIsRefused()
    {
        byte[] honest = Honest.Build();
        for (int length = 0; length < honest.Length; length++)
        {
            Assert.IsType<TrustVerdict.Rejected>(Verify(honest[..length]));
        }

        for (int bit = 0; bit < honest.Length * 8; bit++)
        {
            byte[] flipped = [.. honest];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.True(Verify(flipped) is TrustVerdict.Rejected, $"bit {bit % 8} of byte {bit / 8}");
        }
    }

    private static byte[] PssParameters(string? hash, string? mask, int salt)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            if (hash is not null)
            {
                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier(hash);
                }

                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 1)))
                using (writer.PushSequence())
                {
                    writer.WriteObjectIdentifier("1.2.840.113549.1.1.8");
                    using (writer.PushSequence())
                    {
                        writer.WriteObjectIdentifier(mask!);
                    }
                }

                using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 2)))
                {
                    writer.WriteInteger(salt);
                }
            }
        }

        return writer.Encode();
    }

    private static void AssertRejected(Reason reason, byte[] cms) => Verdicts.AssertRejected(reason, Verify(cms));

    private static TrustVerdict Verify(byte[] cms, byte[]? content = null) =>
        DocumentVerifier.Verify(content ?? Document, cms, new RolePolicy([Root.Anchor]), SamplePackage.Time).Verdict;
}
