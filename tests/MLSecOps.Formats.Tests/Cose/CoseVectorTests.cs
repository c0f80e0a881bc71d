using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Cose;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Cose;

/// <summary>Messages that other people signed: PSA tokens (RFC 9783, Trusted Firmware-M) and signed CoRIM of Veraison.</summary>
public sealed class CoseVectorTests
{
    private const string Folder = "attestation/";

    public static TheoryData<string, string> Signed { get; } = new()
    {
        { "psa-rfc9783/cddl/example/psa-sign1.cbor", "keys-public/psa-rfc9783-tfm-es-iak.pub.jwk" },
        { "veraison-psatoken/testvectors/tf-m/psa-2_0_0_sign1.bin", "veraison-psatoken/testvectors/tf-m/public.pem" },
        { "veraison-psatoken/testvectors/tf-m/psa-iot-1_sign1.bin", "veraison-psatoken/testvectors/tf-m/public.pem" },
        { "veraison-services/end-to-end/input/psa-evidence.cbor", "keys-public/veraison-services-end-to-end-ec-p256.pub.jwk" },
        { "veraison-corim/corim/testcases/signed-good-corim.cbor", "keys-public/veraison-corim-ec-p256.pub.jwk" },
        { "veraison-corim/corim/testcases/signed-example-corim.cbor", "keys-public/veraison-corim-ec-p256.pub.jwk" },
        { "veraison-corim/corim/testcases/signed-corim-with-extensions.cbor", "keys-public/veraison-corim-ec-p256.pub.jwk" },
    };

    [Theory]
    [MemberData(nameof(Signed))]
    public void Signatures_of_others_verify_over_our_structure(string message, string key)
    {
        byte[] bytes = File.ReadAllBytes(Find(message));
        Assert.True(CoseSign1Parser.Parse(bytes).TryGet(out CoseSign1? cose, out FormatFault? fault), $"{fault}");
        using ECDsa publicKey = ReadKey(Find(key));
        Assert.True(Verify(publicKey, cose));
        byte[] payload = cose.Payload.ToArray();
        payload[^1] ^= 1;
        Assert.False(Verify(publicKey, cose with { Payload = payload }));
    }

    [Theory]
    [InlineData("psa-rfc9783/cddl/example/psa-mac0.cbor")]
    [InlineData("veraison-psatoken/testvectors/tf-m/psa-2_0_0_mac0.bin")]
    [InlineData("veraison-psatoken/testvectors/tf-m/psa-iot-1_mac0.bin")]
    public void Messages_with_a_MAC_are_none(string message) =>
        Assert.Equal("COSE_MALFORMED", CoseSign1Parser.Parse(File.ReadAllBytes(Find(message))).Match(_ => "", fault => fault.Reason.Code));

    private static bool Verify(ECDsa key, CoseSign1 cose) => key.VerifyData(
        CoseSign1.ToBeSigned(cose.Protected.Span, cose.Payload.Span), cose.Signature.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    private static ECDsa ReadKey(string path)
    {
        ECDsa key = ECDsa.Create();
        if (path.EndsWith(".pem", StringComparison.Ordinal))
        {
            key.ImportFromPem(File.ReadAllText(path));
            return key;
        }

        using JsonDocument jwk = JsonDocument.Parse(File.ReadAllText(path));
        byte[] part(string name) => Base64Url.DecodeFromChars(jwk.RootElement.GetProperty(name).GetString());
        key.ImportParameters(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = part("x"), Y = part("y") } });
        return key;
    }

    private static string Find(string relative)
    {
        string? path = SharedVectors.Find(Folder + relative);
        Assert.SkipWhen(path is null, SharedVectors.Absent);
        return path!;
    }
}
