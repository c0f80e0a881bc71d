using System.Security.Cryptography.X509Certificates;
using System.Text;

using MLSecOps.Core.Findings;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests;

/// <summary>OpenSSL as the independent second opinion: each accepts what the other signs.</summary>
public sealed class OpensslTests
{
    private static readonly byte[] Document = Encoding.UTF8.GetBytes("{\"schema\":\"test/1\",\r\n \"text\":\"CRLF and ü stay as they are\"}\n");
    private static readonly SigningAuthority Root = SigningAuthority.Create();
    private static readonly SigningAuthority Intermediate = Root.Intermediate();
    private static readonly RolePolicy Policy = new([Root.Anchor]);

    [Theory]
    [InlineData(TestKey.Rsa2048, 1)]
    [InlineData(TestKey.P256, 1)]
    [InlineData(TestKey.P384, 1)]
    [InlineData(TestKey.P521, 1)]
    [InlineData(TestKey.P256, 3)]
    public async Task OpensslAcceptsOurs(TestKey key, int signers)
    {
        using ScratchFolder folder = new();
        byte[]? cms = null;
        for (int i = 0; i < signers; i++)
        {
            X509Certificate2 signer = Intermediate.Issue($"Signer {i}", new CertificateProfile { Key = key });
            cms = SamplePackage.Ok(DocumentSigner.Sign(Document, signer, Intermediate.Intermediates, SamplePackage.Now, cms is null ? default(ReadOnlyMemory<byte>?) : cms)).ToArray();
        }

        Verdicts.AssertTrusted(DocumentVerifier.Verify(Document, cms, new RolePolicy([Root.Anchor], signers), SamplePackage.Time).Verdict);
        foreach (string purpose in new[] { "any", "codesign" })
        {
            ToolRun run = await Verify(folder, cms!, Document, purpose);
            // OpenSSL 3.0 has no purpose "codesign" yet: there, its refusal must be of the name alone.
            Assert.True(run.ExitCode == 0 || (purpose == "codesign" && run.Error.Contains("purpose", StringComparison.OrdinalIgnoreCase)), run.Error);
        }

        Assert.NotEqual(0, (await Verify(folder, cms!, [.. Document, 0x20], "any")).ExitCode);
        string text = await ToolRun.Must("openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", folder["cms"]);
        Assert.Equal(signers, text.Split(" signedAttrs:").Length - 1);
        Assert.Contains("signingTime", text, StringComparison.Ordinal);
        Assert.Contains("eContent: <ABSENT>", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestKey.Rsa2048, 1, "")]
    [InlineData(TestKey.Rsa2048, 1, "-md sha384")]
    [InlineData(TestKey.Rsa2048, 1, "-md sha512")]
    [InlineData(TestKey.Rsa2048, 1, "-keyid")]
    [InlineData(TestKey.Rsa2048, 1, "-nosmimecap")]
    [InlineData(TestKey.Rsa2048, 1, "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:-1")]
    [InlineData(TestKey.P256, 1, "")]
    [InlineData(TestKey.P256, 1, "-keyid")]
    [InlineData(TestKey.P384, 1, "")]
    [InlineData(TestKey.P384, 1, "-md sha384")]
    [InlineData(TestKey.P521, 1, "-md sha512")]
    [InlineData(TestKey.P256, 1, "-cades")]
    [InlineData(TestKey.Rsa2048, 3, "")]
    [InlineData(TestKey.P256, 3, "")]
    [InlineData(TestKey.P384, 3, "-md sha384")]
    public async Task WeAcceptOpenssls(TestKey key, int signers, string options)
    {
        (byte[] cms, string _) = await Sign(key, signers, options);
        DocumentAppraisal appraisal = DocumentVerifier.Verify(Document, cms, new RolePolicy([Root.Anchor], signers), SamplePackage.Time);
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Equal(signers, appraisal.Signers.Count);
        Verdicts.AssertRejected(SignatureReasons.DigestMismatch, DocumentVerifier.Verify([.. Document, 0x20], cms, Policy, SamplePackage.Time).Verdict);
    }

    [Theory]
    [InlineData(TestKey.Rsa2048, "-md sha1", "SIGNATURE_DIGEST_WEAK")]
    [InlineData(TestKey.Rsa2048, "-md md5", "SIGNATURE_DIGEST_WEAK")]
    [InlineData(TestKey.P256, "-md sha1", "SIGNATURE_DIGEST_WEAK")]
    [InlineData(TestKey.P256, "-noattr", "SIGNATURE_ATTRIBUTES_MISSING")]
    [InlineData(TestKey.P256, "-nodetach", "SIGNATURE_CONTENT_EMBEDDED")]
    [InlineData(TestKey.P256, "-nocerts", "SIGNER_CERTIFICATE_MISSING")]
    [InlineData(TestKey.Rsa2048, "-keyopt rsa_padding_mode:pss -keyopt rsa_pss_saltlen:20", "SIGNATURE_ALGORITHM_REFUSED")]
    [InlineData(TestKey.P256, "-econtent_type 1.2.840.113549.1.9.16.1.4", "SIGNATURE_CONTENT_TYPE")]
    [InlineData(TestKey.P256, "-stream -indef", "SIGNATURE_MALFORMED")]
    public async Task WeRefuseWhatOpensslShouldNotHaveSigned(TestKey key, string options, string code)
    {
        (byte[] cms, string _) = await Sign(key, 1, options);
        TrustVerdict verdict = DocumentVerifier.Verify(Document, cms, Policy, SamplePackage.Time).Verdict;
        Assert.Equal(code, Assert.IsType<TrustVerdict.Rejected>(verdict).Reason.Code);
    }

    [Fact]
    public async Task PemIsRefused()
    {
        (byte[] _, string pem) = await Sign(TestKey.P256, 1, "");
        Verdicts.AssertRejected(SignatureReasons.Malformed, DocumentVerifier.Verify(Document, Encoding.ASCII.GetBytes(pem), Policy, SamplePackage.Time).Verdict);
    }

    [Fact]
    public async Task ASignerIsAddedToOpenssls()
    {
        (byte[] cms, string _) = await Sign(TestKey.Rsa2048, 1, "");
        byte[] both = SamplePackage.Ok(DocumentSigner.Sign(Document, Intermediate.Issue("Second"), Intermediate.Intermediates, SamplePackage.Now, cms)).ToArray();
        DocumentAppraisal appraisal = DocumentVerifier.Verify(Document, both, new RolePolicy([Root.Anchor], 2), SamplePackage.Time);
        Verdicts.AssertTrusted(appraisal.Verdict);
        using ScratchFolder folder = new();
        Assert.Equal(0, (await Verify(folder, both, Document, "any")).ExitCode);
    }

    [Fact]
    public void ASignerIsNotAddedToAnotherDocumentsSignature()
    {
        byte[] cms = SamplePackage.Ok(DocumentSigner.Sign("{}"u8, Intermediate.Issue(), Intermediate.Intermediates, SamplePackage.Now)).ToArray();
        Assert.False(DocumentSigner.Sign(Document, Intermediate.Issue(), [], SamplePackage.Now, cms).TryGet(out _, out Core.Bytes.FormatFault? fault));
        Assert.Equal(SignatureReasons.DigestMismatch, fault!.Reason);
    }

    private static async Task<(byte[] Der, string Pem)> Sign(TestKey key, int signers, string options)
    {
        using ScratchFolder folder = new();
        List<string> arguments = ["cms", "-sign", "-binary", "-in", folder.Write("document", Document), "-outform", "DER", "-out", folder["cms"]];
        arguments.AddRange(["-certfile", folder.Write("chain.pem", Encoding.ASCII.GetBytes(SigningAuthority.CertificatePem(Intermediate.Certificate)))]);
        for (int i = 0; i < signers; i++)
        {
            X509Certificate2 signer = Intermediate.Issue($"Signer {i}", new CertificateProfile { Key = key });
            arguments.AddRange(["-signer", folder.Write($"signer{i}.pem", Encoding.ASCII.GetBytes(SigningAuthority.CertificatePem(signer)))]);
            arguments.AddRange(["-inkey", folder.Write($"key{i}.pem", Encoding.ASCII.GetBytes(SigningAuthority.KeyPem(signer)))]);
        }

        await ToolRun.Must("openssl", [.. arguments, .. options.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        byte[] der = await File.ReadAllBytesAsync(folder["cms"]);
        string pem = await ToolRun.Must("openssl", "cms", "-cmsout", "-inform", "DER", "-in", folder["cms"], "-outform", "PEM");
        return (der, pem);
    }

    private static Task<ToolRun> Verify(ScratchFolder folder, byte[] cms, byte[] content, string purpose) => ToolRun.Run(
        "openssl",
        "cms",
        "-verify",
        "-binary",
        "-inform",
        "DER",
        "-in",
        folder.Write("cms", cms),
        "-content",
        folder.Write("content", content),
        "-CAfile",
        folder.Write("root.pem", Encoding.ASCII.GetBytes(SigningAuthority.CertificatePem(Root.Certificate))),
        "-purpose",
        purpose,
        "-attime",
        $"{SamplePackage.Now.ToUnixTimeSeconds()}",
        "-out",
        folder["out"]);
}
