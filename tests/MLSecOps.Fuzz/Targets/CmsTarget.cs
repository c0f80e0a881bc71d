using System.Security.Cryptography;
using System.Security.Cryptography.Pkcs;
using System.Text;

using MLSecOps.Formats;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;
using MLSecOps.Fuzz.Seeds;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Tests;
using MLSecOps.Trust.Tests.Timestamps;

namespace MLSecOps.Fuzz.Targets;

/// <summary>The detached CMS. Of what is accepted: the limits hold, every part stands in the input as it is, and the platform's decoder, where it accepts too, sees the same signers and no content.</summary>
internal sealed class CmsTarget : FuzzTarget
{
    private const byte SetOfTag = 0x31;

    public override string Name => "cms";

    public override IGrammar Grammar { get; } = new DerGrammar();

    public override int MostBytes => Limits.CmsBytes + 64;

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(CmsParser.Parse(input), envelope => Check(input, envelope));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        byte[] content = Encoding.ASCII.GetBytes("""{"schema":"seed/1"}""");
        CmsForge plain = new(ThrowAwayKeys.Publisher, content);
        byte[] token = new TokenForge(ThrowAwayKeys.Stamper, content).Build();
        byte[] tokens = CmsForge.Attribute(Oids.TimestampToken, token);
        yield return ("valid-one", plain.Build());
        yield return ("valid-two", (plain with { CoSigners = [new CmsForge(ThrowAwayKeys.Second, content) { DigestOid = CmsForge.Sha384 }] }).Build());
        yield return ("valid-rsa", new CmsForge(ThrowAwayKeys.Rsa, content).Build());
        yield return ("valid-key-identifier", (plain with { ByKeyIdentifier = true, SignerVersion = 3, Version = 3 }).Build());
        yield return ("valid-stamped", (plain with { UnsignedAttributes = Unsigned(tokens) }).Build());
        yield return ("embedded", (plain with { EmbeddedContent = content }).Build());
        yield return ("no-attributes", (plain with { WithoutAttributes = true }).Build());
    }

    private static byte[] Unsigned(byte[] attribute)
    {
        System.Formats.Asn1.AsnWriter writer = new(System.Formats.Asn1.AsnEncodingRules.DER);
        using (writer.PushSetOf(new System.Formats.Asn1.Asn1Tag(System.Formats.Asn1.TagClass.ContextSpecific, 1)))
        {
            writer.WriteEncodedValue(attribute);
        }

        return writer.Encode();
    }

    private static void Check(ReadOnlyMemory<byte> input, CmsEnvelope envelope)
    {
        BrokenInvariantException.Unless(input.Length <= Limits.CmsBytes && envelope.Signers.Count is >= 1 and <= Limits.CmsSigners && envelope.Certificates.Count <= Limits.CmsCertificates, "limits of the envelope");
        foreach (ReadOnlyMemory<byte> certificate in envelope.Certificates)
        {
            BrokenInvariantException.Unless(certificate.Span[0] == 0x30 && Stands(input, certificate), "a certificate stands in the input");
        }

        foreach (SignerRecord signer in envelope.Signers)
        {
            BrokenInvariantException.Unless(signer.KeyIdentifier is null != (signer.Issuer is null || signer.Serial is null), "a signer is named in exactly one way");
            BrokenInvariantException.Unless(signer.MessageDigest.Length == SignatureScheme.LengthOf(signer.Digest) && signer.Scheme.Digest == signer.Digest, "one digest algorithm, of its length");
            BrokenInvariantException.Unless(signer.SignedAttributes.Span[0] == SetOfTag && Stands(input, signer.SignedAttributes[1..]) && Stands(input, signer.Signature), "what is signed stands in the input");
            BrokenInvariantException.Unless(signer.Timestamps.Count <= Limits.TimestampTokens && signer.Timestamps.All(token => Stands(input, token)), "limits of tokens");
        }

        Compare(input, envelope);
    }

    private static bool Stands(ReadOnlyMemory<byte> input, ReadOnlyMemory<byte> part) => input.Span.IndexOf(part.Span) >= 0;

    private static void Compare(ReadOnlyMemory<byte> input, CmsEnvelope envelope)
    {
        SignedCms other = new();
        SignerInfo[] signers;
        try
        {
            other.Decode(input.Span);
            signers = [.. other.SignerInfos];
        }
        catch (CryptographicException)
        {
            return;
        }

        BrokenInvariantException.Unless(other.ContentInfo.Content.Length == 0 && other.ContentInfo.ContentType.Value == Oids.Data, "the platform sees no content");
        BrokenInvariantException.Unless(signers.Length == envelope.Signers.Count, $"the platform sees as many signers: {signers.Length}, not {envelope.Signers.Count}");
        for (int i = 0; i < signers.Length; i++)
        {
            BrokenInvariantException.UnlessSame(envelope.Signers[i].Signature.Span, signers[i].GetSignature(), "the platform sees the same signature");
            BrokenInvariantException.Unless(signers[i].SignedAttributes.Count > 0, "the platform sees signed attributes");
        }
    }
}
