using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text.Json;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Tpm;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Tpm;

/// <summary>What TPMs of other people attested: Parsec's quote and certification (its key is given), Keylime's quote (its key is not).</summary>
public sealed class TpmVectorTests
{
    private const string Parsec = "attestation/veraison-services/scheme/parsec-tpm/test/";

    [Fact]
    public void The_quote_and_the_certification_of_Parsec_verify()
    {
        Dictionary<string, Dictionary<string, byte[]>> evidence = ReadParsec(File.ReadAllBytes(Find(Parsec + "evidence/evidence.cbor")));
        using JsonDocument anchors = JsonDocument.Parse(File.ReadAllText(Find(Parsec + "corim/src/comid-parsec-tpm-ta.json")));
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(anchors.RootElement.GetProperty("triples").GetProperty("attester-verification-keys")[0].GetProperty("verification-keys")[0].GetProperty("value").GetString());
        TpmAttest quote = Check(key, evidence["pat"]["attestInfo"], evidence["pat"]["sig"]);
        TpmAttest certify = Check(key, evidence["kat"]["certInfo"], evidence["kat"]["sig"]);
        Assert.Equal("deadbeefdeadbeef", Convert.ToHexStringLower(quote.ExtraData.Span));
        Assert.Equal([PcrSelection.Sha256(0, 1, 2)], quote.Selection);
        Assert.Equal(quote.QualifiedSigner.ToArray(), certify.QualifiedSigner.ToArray());
        // The certified key's name is that of the public area beside it: the two are about one key.
        TpmPublic certified = TpmPublic.Parse(evidence["kat"]["pubArea"]).Match(read => read, fault => throw new InvalidOperationException($"{fault}"));
        Assert.Equal(Convert.ToHexStringLower(certify.CertifiedName.Span), Convert.ToHexStringLower(certified.Name));
        Assert.False(certified.Attributes.HasFlag(TpmObjectAttributes.Restricted));
    }

    /// <summary>An RSA key over the SHA-1 bank: read, and its signature refused for its kind.</summary>
    [Fact]
    public void The_quote_of_Keylime_is_read_and_its_signature_refused()
    {
        string[] parts = File.ReadAllText(Find("attestation/rust-keylime/keylime/test-data/test-quote.txt")).Trim().Split(':');
        TpmAttest quote = TpmAttest.Parse(Convert.FromBase64String(parts[0].TrimStart('r'))).Match(read => read, fault => throw new InvalidOperationException($"{fault}"));
        Assert.Equal((TpmAttest.QuoteType, 20), (quote.Type, quote.PcrDigest.Length));
        Assert.Equal(0x0004, quote.Selection.Single().Algorithm);
        Assert.Equal("TPM_KEY_REFUSED", TpmSignature.Parse(Convert.FromBase64String(parts[1])).Match(_ => "", fault => fault.Reason.Code));
    }

    private static TpmAttest Check(ECDsa key, byte[] attest, byte[] signature)
    {
        TpmSignature value = TpmSignature.Parse(signature).Match(read => read, fault => throw new InvalidOperationException($"{fault}"));
        Assert.True(key.VerifyData(attest, value.Value.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        return TpmAttest.Parse(attest).Match(read => read, fault => throw new InvalidOperationException($"{fault}"));
    }

    private static Dictionary<string, Dictionary<string, byte[]>> ReadParsec(byte[] message)
    {
        CborReader reader = new(message);
        Dictionary<string, Dictionary<string, byte[]>> all = [];
        for (int? rest = reader.ReadStartMap(); rest > 0; rest--)
        {
            Dictionary<string, byte[]> part = all[reader.ReadTextString()] = [];
            for (int? members = reader.ReadStartMap(); members > 0; members--)
            {
                string name = reader.ReadTextString();
                if (reader.PeekState() == CborReaderState.ByteString)
                {
                    part[name] = reader.ReadByteString();
                }
                else
                {
                    reader.SkipValue();
                }
            }

            reader.ReadEndMap();
        }

        return all;
    }

    private static string Find(string relative)
    {
        string? path = SharedVectors.Find(relative);
        Assert.SkipWhen(path is null, SharedVectors.Absent);
        return path!;
    }
}
