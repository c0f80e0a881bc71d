using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Attestation;
using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Attestation;
using MLSecOps.Trust.Tests.Evidence;

namespace MLSecOps.Trust.Tests.Attestation;

/// <summary>What a key must have signed before a message of anybody counts as signed by it.</summary>
public sealed class AttestationSignaturesTests
{
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static readonly byte[] Claims = DiagnosticNotation.ToCbor("{10: h'948f8860d13a463e', 262: true}");

    [Theory]
    [InlineData(-7, "nistP256", "SHA256")]
    [InlineData(-35, "nistP384", "SHA384")]
    [InlineData(-36, "nistP521", "SHA512")]
    public void Each_algorithm_has_its_curve(int algorithm, string curve, string hash)
    {
        using ECDsa key = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve));
        byte[] token = Sign(Claims, key, algorithm, new HashAlgorithmName(hash));
        Verdicts.AssertTrusted(Verify(token, key));
        Verdicts.AssertTrusted(Verify([0xd8, 61, .. token], key));
        Verdicts.AssertInconclusive(AttestationReasons.SignatureUnchecked, AttestationSignatures.Verify(Read(token), null));

        using ECDsa other = ECDsa.Create(ECCurve.CreateFromFriendlyName(curve == "nistP256" ? "nistP384" : "nistP256"));
        Verdicts.AssertRejected(EvidenceReasons.CoseSignatureInvalid, Verify(token, other));
    }

    /// <summary>The same bytes under a key of another curve, truthfully signed by it: the algorithm names the curve.</summary>
    [Fact]
    public void A_curve_that_the_algorithm_does_not_name_is_refused()
    {
        using ECDsa large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Verdicts.AssertRejected(EvidenceReasons.CoseSignatureInvalid, Verify(Sign(Claims, large, -7, HashAlgorithmName.SHA256), large));
    }

    [Fact]
    [RedTeam("G8", "Wraps somebody's signed token into claims that nobody signed", typeof(AttestationSignatures), "ATTESTATION_SIGNATURE_UNCHECKED")]
    public void A_signed_token_inside_unsigned_claims_signs_nothing_around_it()
    {
        string token = Convert.ToHexStringLower(Sign(Claims));
        Verdicts.AssertTrusted(Verify(Convert.FromHexString(token)));
        AttestationMessage wrapped = Read(DiagnosticNotation.ToCbor($"{{10: h'0102030405060708', 263: 4, 266: {{\"os\": h'{token}'}}}}"));
        Assert.Equal("ES256", Assert.Single(wrapped.Signed).Algorithm);
        Verdicts.AssertInconclusive(AttestationReasons.SignatureUnchecked, AttestationSignatures.Verify(wrapped, Info(Key)));

        // A detached bundle: nothing here compares the digests of its detached claims.
        Verdicts.AssertInconclusive(AttestationReasons.SignatureUnchecked, Verify(DiagnosticNotation.ToCbor($"602([h'{token}', {{\"os\": h'{Convert.ToHexStringLower(Claims)}'}}])")));
    }

    [Fact]
    [RedTeam("G8", "Puts an unsigned or unreadable message beside a signed one in a collection", typeof(AttestationSignatures), "ATTESTATION_SIGNATURE_UNCHECKED", "COSE_SIGNATURE_INVALID")]
    public void A_collection_is_signed_when_everything_in_it_is()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string mine = Convert.ToHexStringLower(Sign(Claims)), theirs = Convert.ToHexStringLower(Sign(Claims, other)), bare = Convert.ToHexStringLower(Claims);
        Verdicts.AssertTrusted(Verify(Collection(mine, mine)));
        Verdicts.AssertRejected(EvidenceReasons.CoseSignatureInvalid, Verify(Collection(mine, theirs)));
        Verdicts.AssertInconclusive(AttestationReasons.SignatureUnchecked, Verify(Collection(mine, bare)));
        Verdicts.AssertInconclusive(AttestationReasons.SignatureUnchecked, Verify(Collection(mine, "00")));
        byte[] Collection(string first, string second) => DiagnosticNotation.ToCbor($"{{\"a\": [263, h'{first}'], \"b\": [263, h'{second}']}}");
    }

    [Fact]
    public void Nested_tokens_of_signed_claims_are_other_attesters()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] outer = Sign(DiagnosticNotation.ToCbor($"{{10: h'0102030405060708', 266: {{\"tee\": h'{Convert.ToHexStringLower(Sign(Claims, other))}'}}}}"));
        TrustVerdict verdict = Verify(outer);
        Verdicts.AssertTrusted(verdict);
        Assert.Contains(verdict.Checks, check => check.Outcome == CheckOutcome.NotRun && check.Subject == "submods/tee");
        Verdicts.AssertRejected(EvidenceReasons.CoseSignatureInvalid, Verify(outer, other));
    }

    [Fact]
    public void What_a_public_key_cannot_check_stays_open()
    {
        byte[] mac = [.. Sign(Claims)];
        mac[0] = 0xd1;
        Verdicts.AssertInconclusive(AttestationReasons.SignatureUnchecked, Verify(mac));
        Verdicts.AssertInconclusive(AttestationReasons.SignatureUnchecked, Verify(Sign(Claims, Key, -8, HashAlgorithmName.SHA256)));
        Verdicts.AssertInconclusive(AttestationReasons.SignatureUnchecked, Verify(Claims));
    }

    [Fact]
    public void A_JSON_web_signature_is_checked_too()
    {
        string signed = $"{Part("{\"alg\":\"ES256\"}")}.{Part("{\"eat_nonce\":\"12345678\",\"oemboot\":true}")}";
        string token = $"{signed}.{Base64Url.EncodeToString(Key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
        Assert.Equal("entity attestation claims in JWS", Read(Encoding.ASCII.GetBytes(token + "\n")).Kind);
        Verdicts.AssertTrusted(Verify(Encoding.ASCII.GetBytes(token)));
        string forged = token.Replace(Part("{\"eat_nonce\":\"12345678\",\"oemboot\":true}"), Part("{\"eat_nonce\":\"12345679\",\"oemboot\":true}"), StringComparison.Ordinal);
        Verdicts.AssertRejected(EvidenceReasons.CoseSignatureInvalid, Verify(Encoding.ASCII.GetBytes(forged)));
        Verdicts.AssertInconclusive(AttestationReasons.SignatureUnchecked, Verify(Encoding.ASCII.GetBytes(token.Replace(Part("{\"alg\":\"ES256\"}"), Part("{\"alg\":\"none\"}"), StringComparison.Ordinal))));
        static string Part(string json) => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(json));
    }

    [Fact]
    public void Public_keys_are_read_as_people_have_them()
    {
        ECParameters point = Key.ExportParameters(false);
        string x = Base64Url.EncodeToString(point.Q.X), y = Base64Url.EncodeToString(point.Q.Y);
        byte[] info = Info(Key).ToArray();
        Assert.Equal(info, Pem(Key.ExportSubjectPublicKeyInfoPem()));
        Assert.Equal(info, Pem($"{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{x}\",\"y\":\"{y}\",\"d\":\"passed over\"}}"));
        Fleet fleet = new();
        Assert.Equal(fleet.Hub.PublicKey.ExportSubjectPublicKeyInfo(), Pem(SigningAuthority.CertificatePem(fleet.Hub)));
        Assert.All(
            (string[])
            [
                "", "{", "{}", "nothing", "-----BEGIN PUBLIC KEY-----\n!!\n-----END PUBLIC KEY-----", "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----", Key.ExportPkcs8PrivateKeyPem(),
                $"{{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"{x}\",\"y\":\"{x}\"}}", $"{{\"kty\":\"EC\",\"crv\":\"secp256k1\",\"x\":\"{x}\",\"y\":\"{y}\"}}", "{\"kty\":\"oct\",\"k\":\"AAAA\"}", "{\"kty\":1}", "[]",
            ],
            text => Assert.Null(Pem(text)));
        static byte[]? Pem(string text) => PublicKeyText.Read(Encoding.ASCII.GetBytes(text))?.ToArray();
    }

    private static byte[] Sign(byte[] payload, ECDsa? key = null, int algorithm = -7, HashAlgorithmName hash = default)
    {
        byte[] header = DiagnosticNotation.ToCbor($"{{1: {algorithm}}}");
        byte[] signature = (key ?? Key).SignData(CoseSign1.ToBeSigned(header, payload), hash == default ? HashAlgorithmName.SHA256 : hash);
        return DiagnosticNotation.ToCbor($"18([h'{Convert.ToHexString(header)}', {{}}, h'{Convert.ToHexString(payload)}', h'{Convert.ToHexString(signature)}'])");
    }

    private static TrustVerdict Verify(byte[] message, ECDsa? key = null) => AttestationSignatures.Verify(Read(message), Info(key ?? Key));

    private static ReadOnlyMemory<byte> Info(ECDsa key) => key.ExportSubjectPublicKeyInfo();

    private static AttestationMessage Read(byte[] message) => Fleet.Value(AttestationReader.Read(message));
}
