using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Tpm;
using MLSecOps.TestKit;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tpm;

namespace MLSecOps.Trust.Tests.Tpm;

/// <summary>A TPM in software and the tools of others as judges: they open what we seal, and we verify what they attest.</summary>
public sealed class SwtpmTests
{
    private static readonly VerificationTime Now = VerificationTime.ByClock(DateTimeOffset.UtcNow);

    // Magic and version before TPM2B_ID_OBJECT and TPM2B_ENCRYPTED_SECRET, as tpm2_makecredential writes a file.
    private static readonly byte[] CredentialFile = [0xba, 0xdc, 0xc0, 0xde, 0, 0, 0, 1];

    [Theory]
    [InlineData("ecc")]
    [InlineData("rsa")]
    public async Task What_we_seal_is_opened_by_tpm2_activatecredential(string kind)
    {
        Assert.SkipUnless(Swtpm.Installed, Swtpm.Absent);
        await using Swtpm tpm = await Swtpm.Start();
        (TpmPublic endorsement, TpmPublic attestation) = await MakeKeys(tpm, kind);
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        Assert.Equal(secret, await Open(tpm, Seal(endorsement, attestation.Name, secret)));
        // Sealed to another name, it stays shut: the TPM does not have that key.
        byte[] other = attestation.Name;
        other[^1] ^= 1;
        InvalidOperationException refused = await Assert.ThrowsAsync<InvalidOperationException>(() => Open(tpm, Seal(endorsement, other, secret)));
        Assert.Contains("integrity", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Also short secrets: the text is no whole number of cipher blocks.</summary>
    [Fact]
    public async Task Secrets_of_other_lengths_are_opened_too()
    {
        Assert.SkipUnless(Swtpm.Installed, Swtpm.Absent);
        await using Swtpm tpm = await Swtpm.Start();
        (TpmPublic endorsement, TpmPublic attestation) = await MakeKeys(tpm, "ecc");
        foreach (int length in (int[])[1, 14, 15, 30])
        {
            byte[] secret = RandomNumberGenerator.GetBytes(length);
            Assert.Equal(secret, await Open(tpm, Seal(endorsement, attestation.Name, secret)));
        }
    }

    [Fact]
    public async Task We_verify_a_quote_of_tpm2_quote_and_the_PCR_that_it_extended()
    {
        Assert.SkipUnless(Swtpm.Installed, Swtpm.Absent);
        await using Swtpm tpm = await Swtpm.Start();
        (_, TpmPublic attestation) = await MakeKeys(tpm, "ecc");
        EventLog log = new([TpmEvent.AgentStart(Digest("agent"), Digest("configuration"), "onnxruntime"), TpmEvent.ModelCurrent("vision", Digest("manifest"))]);
        foreach (TpmEvent each in log.Events)
        {
            await tpm.Tool("tpm2_pcrextend", $"15:sha256={each.Measurement.Hex}");
        }

        await tpm.Tool("tpm2_quote", "-c", tpm.File("ak.ctx"), "-l", "sha256:0,1,2,3,4,5,6,7,15", "-q", "00112233", "-m", tpm.File("q.msg"), "-s", tpm.File("q.sig"), "-g", "sha256");
        byte[] message = tpm.Read("q.msg");
        TpmAttest quote = Read(TpmAttest.Parse(message));
        TpmSignature signature = Read(TpmSignature.Parse(tpm.Read("q.sig")));
        using ECDsa key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(attestation.SubjectPublicKeyInfo(), out _);
        Assert.True(key.VerifyData(message, signature.Value.Span, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        Assert.Equal([PcrSelection.Sha256(0, 1, 2, 3, 4, 5, 6, 7, 15)], quote.Selection);
        PcrValue[] values = [.. Enumerable.Range(0, 8).Select(i => new PcrValue(i, new Core.Digests.Sha256Digest(new byte[32]))), new PcrValue(15, log.Replay())];
        Assert.Equal(PcrValue.Compose(values).Hex, Convert.ToHexStringLower(quote.PcrDigest.Span));
        // After a boot the counter of resets is higher, and never lower.
        await tpm.Reset();
        await tpm.Tool("tpm2_createek", "-c", tpm.File("ek.ctx"), "-G", "ecc");
        await tpm.Tool("tpm2_createak", "-C", tpm.File("ek.ctx"), "-c", tpm.File("ak2.ctx"), "-G", "ecc", "-g", "sha256", "-s", "ecdsa");
        await tpm.Tool("tpm2_flushcontext", "-t");
        await tpm.Tool("tpm2_quote", "-c", tpm.File("ak2.ctx"), "-l", "sha256:15", "-q", "00", "-m", tpm.File("q2.msg"), "-s", tpm.File("q2.sig"), "-g", "sha256");
        TpmAttest second = Read(TpmAttest.Parse(tpm.Read("q2.msg")));
        Assert.True(second.Clock.Resets > quote.Clock.Resets, $"{quote.Clock} {second.Clock}");
    }

    [Fact]
    public async Task The_certificate_of_the_maker_proves_the_endorsement_key()
    {
        Assert.SkipUnless(Swtpm.Installed, Swtpm.Absent);
        await using Swtpm tpm = await Swtpm.Start(certified: true);
        (TpmPublic endorsement, TpmPublic attestation) = await MakeKeys(tpm, "rsa");
        await tpm.Tool("tpm2_nvread", "0x1c00002", "-o", tpm.File("ek.der"));
        byte[] certificate = tpm.Read("ek.der");
        using X509Certificate2 issuer = X509CertificateLoader.LoadCertificateFromFile(tpm.MakerIssuer), root = X509CertificateLoader.LoadCertificateFromFile(tpm.MakerRoot);
        TpmPolicy maker = new() { Makers = [root.RawData] };
        TpmKeys judge(byte[][] certificates, TpmPolicy policy, TpmPublic? key = null) =>
            TpmKeyVerifier.Verify((key ?? endorsement).Encoded, [.. certificates.Select(each => (ReadOnlyMemory<byte>)each)], attestation.Encoded, policy, Now);
        TpmKeys proven = judge([certificate, issuer.RawData], maker);
        Verdicts.AssertTrusted(proven.Verdict);
        Assert.True(proven.MakerProven);
        // Without anchor, without the certificate between, or without any: usable, and never shown as hardware.
        foreach (TpmKeys unproven in (TpmKeys[])[judge([certificate, issuer.RawData], new TpmPolicy()), judge([certificate], maker), judge([], maker)])
        {
            Verdicts.AssertTrusted(unproven.Verdict);
            Assert.False(unproven.MakerProven);
            Assert.Contains(unproven.Verdict.Checks, check => check is { Id: TpmChecks.EndorsementCertificate, Outcome: CheckOutcome.NotRun } && check.Reason == TpmReasons.EndorsementUnproven);
        }

        // A genuine certificate of another TPM's key.
        using RSA other = RSA.Create(2048);
        byte[] modulus = other.ExportParameters(false).Modulus!;
        TpmPublic foreign = Read(TpmPublic.Parse(TpmPublic.Encode(TpmKeyKind.RsaStorage, endorsement.Attributes, endorsement.AuthPolicy.Span, modulus, [])));
        Verdicts.AssertRejected(TpmReasons.EndorsementCertificate, judge([certificate, issuer.RawData], maker, foreign).Verdict);
        Verdicts.AssertRejected(TpmReasons.EndorsementCertificate, judge([certificate[..^1]], maker).Verdict);
    }

    [Fact]
    public async Task Keys_that_are_none_are_refused()
    {
        Assert.SkipUnless(Swtpm.Installed, Swtpm.Absent);
        await using Swtpm tpm = await Swtpm.Start();
        (TpmPublic endorsement, TpmPublic attestation) = await MakeKeys(tpm, "ecc");
        Verdicts.AssertRejected(TpmReasons.EndorsementRefused, TpmKeyVerifier.Verify(attestation.Encoded, [], attestation.Encoded, new TpmPolicy(), Now).Verdict);
        Verdicts.AssertRejected(TpmReasons.KeyNotRestricted, TpmKeyVerifier.Verify(endorsement.Encoded, [], endorsement.Encoded, new TpmPolicy(), Now).Verdict);
        // An ordinary signing key below the same parent, as tpm2_create makes it by default.
        await tpm.Tool("tpm2_createprimary", "-C", "o", "-G", "ecc", "-c", tpm.File("primary.ctx"));
        await tpm.Tool("tpm2_create", "-C", tpm.File("primary.ctx"), "-G", "ecc:ecdsa-sha256", "-u", tpm.File("free.pub"), "-r", tpm.File("free.priv"), "-a", "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|sign");
        await tpm.Tool("tpm2_flushcontext", "-t");
        TpmPublic free = Read(TpmPublic.ParseSized(tpm.Read("free.pub")));
        Verdicts.AssertRejected(TpmReasons.KeyNotRestricted, TpmKeyVerifier.Verify(endorsement.Encoded, [], free.Encoded, new TpmPolicy(), Now).Verdict);
    }

    private static SealedCredential Seal(TpmPublic endorsement, byte[] name, byte[] secret)
    {
        using ECDiffieHellman ephemeral = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256);
        return CredentialSealer.Seal(endorsement, name, secret, ephemeral, RandomNumberGenerator.GetBytes(CredentialSealer.EntropyBytes))!;
    }

    private static async Task<byte[]> Open(Swtpm tpm, SealedCredential credential)
    {
        await File.WriteAllBytesAsync(tpm.File("credential"), [.. CredentialFile, .. credential.IdObject, .. credential.EncryptedSecret], TestContext.Current.CancellationToken);
        await tpm.Tool("tpm2_startauthsession", "--policy-session", "-S", tpm.File("session"));
        try
        {
            await tpm.Tool("tpm2_policysecret", "-S", tpm.File("session"), "-c", "e");
            await tpm.Tool("tpm2_activatecredential", "-c", tpm.File("ak.ctx"), "-C", tpm.File("ek.ctx"), "-i", tpm.File("credential"), "-o", tpm.File("opened"), "-P", $"session:{tpm.File("session")}");
            return tpm.Read("opened");
        }
        finally
        {
            await tpm.Tool("tpm2_flushcontext", tpm.File("session"));
            await tpm.Tool("tpm2_flushcontext", "-t");
        }
    }

    private static async Task<(TpmPublic Endorsement, TpmPublic Attestation)> MakeKeys(Swtpm tpm, string kind)
    {
        await tpm.Tool("tpm2_createek", "-c", tpm.File("ek.ctx"), "-G", kind, "-u", tpm.File("ek.pub"));
        await tpm.Tool("tpm2_createak", "-C", tpm.File("ek.ctx"), "-c", tpm.File("ak.ctx"), "-G", "ecc", "-g", "sha256", "-s", "ecdsa", "-u", tpm.File("ak.pub"), "-f", "tss");
        await tpm.Tool("tpm2_flushcontext", "-t");
        return (Read(TpmPublic.ParseSized(tpm.Read("ek.pub"))), Read(TpmPublic.ParseSized(tpm.Read("ak.pub"))));
    }

    private static Core.Digests.Sha256Digest Digest(string text) => Formats.Tests.Eat.SampleEvidence.Digest(text);

    private static T Read<T>(Core.Bytes.Parsed<T> parsed)
        where T : notnull => parsed.Match(value => value, fault => throw new InvalidOperationException($"{fault}"));
}
