using System.Security.Cryptography;
using System.Text.Json;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tests.Attestation;

namespace MLSecOps.Trust.Tests.Evidence;

public sealed class EvidenceVerifierTests
{
    private static readonly Fleet Fleet = new();

    [Fact]
    public void Honest_evidence_is_trusted_and_every_check_is_listed()
    {
        EvidenceVerification verification = Fleet.Verify(Fleet.Sign());
        Verdicts.AssertTrusted(verification.Verdict);
        Assert.Equal(EvidenceChecks.OfEvidence.Order(), verification.Verdict.Checks.Select(check => check.Id).Order());
        Assert.All(verification.Verdict.Checks, check => Assert.Equal(CheckOutcome.Passed, check.Outcome));
        Assert.Equal(2, verification.Claims!.Models.Count);
    }

    [Fact]
    [RedTeam("G5", "Signs evidence with a key that was never enrolled", typeof(CoseSignature), "COSE_KEY_MISMATCH")]
    public void Another_key_is_refused()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Verdicts.AssertRejected(EvidenceReasons.CoseKeyMismatch, Fleet.Verify(Fleet.Sign(key: other)).Verdict);
    }

    [Fact]
    [RedTeam("G5", "Signs evidence with another key and names the device's", typeof(CoseSignature), "COSE_SIGNATURE_INVALID")]
    public void Another_key_under_the_device_s_name_is_refused()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        byte[] payload = SampleEvidence.Write(Fleet.Claims);
        byte[] header = CoseSign1Writer.ProtectedHeader(SHA256.HashData(Fleet.DeviceKey.ExportSubjectPublicKeyInfo()), null);
        byte[] signature = other.SignData(CoseSign1.ToBeSigned(header, payload), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        EvidenceVerification verification = Fleet.Verify(CoseSign1Writer.Write(header, [], payload, signature));
        Verdicts.AssertRejected(EvidenceReasons.CoseSignatureInvalid, verification.Verdict);
        Assert.Null(verification.Claims);
    }

    [Fact]
    public void A_message_without_a_key_identifier_is_refused()
    {
        byte[] payload = SampleEvidence.Write(Fleet.Claims);
        byte[] header = [0xa1, 0x01, 0x26];
        byte[] signature = Fleet.DeviceKey.SignData(CoseSign1.ToBeSigned(header, payload), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        Verdicts.AssertRejected(EvidenceReasons.CoseKeyMismatch, Fleet.Verify(CoseSign1Writer.Write(header, [], payload, signature)).Verdict);
    }

    [Fact]
    [RedTeam("G5", "Answers a new challenge with old evidence", typeof(EvidenceVerifier), "EVIDENCE_NONCE_MISMATCH")]
    public void Replayed_evidence_is_refused()
    {
        EvidenceVerification verification = Fleet.Verify(Fleet.Sign(), new EvidenceChallenge(new byte[32], null));
        Verdicts.AssertRejected(EvidenceReasons.NonceMismatch, verification.Verdict);
        Verdicts.AssertRejected(EvidenceReasons.NonceMismatch, Fleet.Verify(Fleet.Sign(), new EvidenceChallenge(SampleEvidence.Nonce[..31], null)).Verdict);
    }

    [Fact]
    [RedTeam("G5", "Holds evidence back and sends it when the challenge is over", typeof(EvidenceVerifier), "EVIDENCE_NONCE_EXPIRED")]
    public void Late_evidence_is_refused()
    {
        VerificationTime late = new(SampleEvidence.IssuedAt.AddSeconds(31), TimeOrigin.Clock);
        Verdicts.AssertRejected(EvidenceReasons.NonceExpired, Fleet.Verify(Fleet.Sign(), time: late).Verdict);
        Verdicts.AssertTrusted(Fleet.Verify(Fleet.Sign(), new EvidenceChallenge(SampleEvidence.Nonce, null), late).Verdict);
    }

    [Fact]
    public void A_wrong_clock_of_the_device_changes_nothing() =>
        Verdicts.AssertTrusted(Fleet.Verify(Fleet.Sign(Fleet.Claims with { IssuedAt = DateTimeOffset.UnixEpoch })).Verdict);

    [Fact]
    [RedTeam("G5", "Claims to be another device", typeof(EvidenceVerifier), "EVIDENCE_UEID_MISMATCH")]
    public void Evidence_in_another_device_s_name_is_refused()
    {
        EvidenceClaims claims = Fleet.Claims with { Ueid = SampleEvidence.Ueid("01ffffffffffffffffffffffffffffffff") };
        Verdicts.AssertRejected(EvidenceReasons.UeidMismatch, Fleet.Verify(Fleet.Sign(claims)).Verdict);
    }

    [Fact]
    [RedTeam("G5", "Relays the evidence of another connection", typeof(EvidenceVerifier), "EVIDENCE_TLS_KEY_MISMATCH")]
    public void Evidence_for_another_connection_is_refused() =>
        Verdicts.AssertRejected(EvidenceReasons.TlsKeyMismatch, Fleet.Verify(Fleet.Sign(SampleEvidence.Claims)).Verdict);

    [Fact]
    public void A_certificate_that_expired_since_ends_it()
    {
        EvidenceChallenge challenge = new(SampleEvidence.Nonce, null);
        DateTimeOffset later = new(2031, 1, 1, 0, 0, 0, TimeSpan.Zero);
        Verdicts.AssertRejected(EvidenceReasons.DeviceCertificateExpired, Fleet.Verify(Fleet.Sign(), challenge, new VerificationTime(later, TimeOrigin.Clock)).Verdict);
        Verdicts.AssertInconclusive(EvidenceReasons.DeviceTimeUnproven, Fleet.Verify(Fleet.Sign(), challenge, new VerificationTime(later, TimeOrigin.Floor)).Verdict);
    }

    /// <summary>A profile or claim of a newer agent is a matter for a person, not an attack; it is never shown as good either.</summary>
    [Fact]
    [RedTeam("G8", "Signs claims of a profile that nobody here knows", typeof(EvidenceParser), "EVIDENCE_PROFILE_UNKNOWN")]
    public void Claims_of_another_profile_are_inconclusive()
    {
        byte[] payload = [0xa1, 0x19, 0x01, 0x09, 0x41, 0x69];
        byte[] header = CoseSign1Writer.ProtectedHeader(SHA256.HashData(Fleet.DeviceKey.ExportSubjectPublicKeyInfo()), null);
        byte[] signature = Fleet.DeviceKey.SignData(CoseSign1.ToBeSigned(header, payload), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        Verdicts.AssertInconclusive(EvidenceReasons.ProfileUnknown, Fleet.Verify(CoseSign1Writer.Write(header, [], payload, signature)).Verdict);
    }

    [Fact]
    [RedTeam("G5", "Presents another signed statement as evidence", typeof(CoseSignature), "COSE_CONTENT_TYPE")]
    public void A_statement_of_another_kind_is_no_evidence()
    {
        byte[] message = CoseSignature.Sign(SampleEvidence.Write(Fleet.Claims), Fleet.DeviceKey, "application/mlsec-ack+cbor", []);
        Verdicts.AssertRejected(EvidenceReasons.CoseContentType, Fleet.Verify(message).Verdict);
    }

    [Fact]
    [RedTeam("G5", "Cuts evidence, or flips bits of it", typeof(EvidenceVerifier))]
    public void No_cut_or_flipped_bit_goes_unnoticed()
    {
        byte[] message = Fleet.Sign().ToArray();
        using DeviceIdentity device = Fleet.Identity();
        for (int length = 0; length < message.Length; length += 7)
        {
            Assert.IsType<TrustVerdict.Rejected>(EvidenceVerifier.Verify(message.AsMemory(0, length), device, Fleet.Challenge, Fleet.Now).Verdict);
        }

        for (int bit = 0; bit < message.Length * 8; bit += 3)
        {
            byte[] flipped = [.. message];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsType<TrustVerdict.Rejected>(EvidenceVerifier.Verify(flipped, device, Fleet.Challenge, Fleet.Now).Verdict);
        }
    }

    [Fact]
    public void Only_P_256_keys_sign()
    {
        using ECDsa large = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<ArgumentException>(() => EvidenceSigner.Sign(Fleet.Claims, large, []));
    }

    [Fact]
    public void Claims_out_of_range_are_not_signed() =>
        Assert.False(EvidenceSigner.Sign(Fleet.Claims with { Nonce = new byte[7] }, Fleet.DeviceKey, []).TryGet(out _, out _));

    /// <summary>A decoder of standard Python and the openssl command, which share no code with us, verify and read what we sign.</summary>
    [Fact]
    public async Task An_independent_decoder_verifies_and_reads_it()
    {
        Assert.SkipUnless(ToolRun.Exists("python3") && ToolRun.Exists("openssl"), "python3 or openssl is not installed");
        using ScratchFolder folder = new();
        string certificate = folder.Write("device.pem", System.Text.Encoding.ASCII.GetBytes(SigningAuthority.CertificatePem(Fleet.Device)));
        byte[] message = Fleet.Value(EvidenceSigner.Sign(Fleet.Claims, Fleet.DeviceKey, [Fleet.Device.RawData, Fleet.Devices.Certificate.RawData])).ToArray();
        using JsonDocument claims = JsonDocument.Parse(await ToolRun.Must("python3", DecoderScript.Path, "evidence", folder.Write("evidence.cbor", message), certificate));
        JsonElement root = claims.RootElement;
        Assert.Equal(Convert.ToHexStringLower(SampleEvidence.Nonce), root.GetProperty("10").GetString());
        Assert.Equal(SampleEvidence.Device, root.GetProperty("256").GetString());
        Assert.Equal(SampleEvidence.IssuedAt.ToUnixTimeSeconds(), root.GetProperty("6").GetInt64());
        Assert.Equal(Fleet.Claims.TlsKey.Hex, root.GetProperty("-75005").GetString());
        Assert.Equal(SampleEvidence.Claims.Chain.Digest.Hex, root.GetProperty("-75001").GetProperty("3").GetString());
        JsonElement model = root.GetProperty("266").GetProperty("model/vision");
        Assert.Equal(SampleEvidence.Release.Manifest.Hex, model.GetProperty("-75101").GetString());
        Assert.Equal(SampleEvidence.Model.Disk!.Model.Hex, model.GetProperty("-75102")[0].GetString());
        Assert.Equal("[[\"inspection\",[[\"all\",3]]],[\"rehearsal@suite-1\",[[\"vector-0\",1],[\"vector-1\",1]]],[\"scrub\",[[\"all\",1]]]]", JsonSerializer.Serialize(model.GetProperty("274")));

        // The judge can also say no.
        message[^1] ^= 1;
        ToolRun forged = await ToolRun.Run("python3", DecoderScript.Path, "evidence", folder.Write("forged.cbor", message), certificate);
        Assert.Equal(1, forged.ExitCode);
        Assert.Contains("openssl dgst", forged.Error, StringComparison.Ordinal);
    }
}
