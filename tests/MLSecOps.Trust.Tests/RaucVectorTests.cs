using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Findings;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests;

/// <summary>RAUC's published test PKI: signatures that another project made for the same purpose.</summary>
public sealed class RaucVectorTests
{
    private static readonly VerificationTime Time = new(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero), TimeOrigin.Argument);

    [Theory]
    [InlineData("r1", SignerUsage.Strict, "SIGNER_USAGE_REFUSED")]
    [InlineData("r1", SignerUsage.Oms, "")]
    [InlineData("a1", SignerUsage.Oms, "")]
    [InlineData("a2", SignerUsage.Oms, "")]
    [InlineData("cs1", SignerUsage.Strict, "")]
    [InlineData("cs1", SignerUsage.Oms, "")]
    [InlineData("ep1", SignerUsage.Strict, "SIGNER_USAGE_REFUSED")]
    [InlineData("ep1", SignerUsage.Oms, "SIGNER_USAGE_REFUSED")]
    [InlineData("ts1", SignerUsage.Strict, "SIGNER_USAGE_REFUSED")]
    [InlineData("ts1", SignerUsage.Oms, "SIGNER_USAGE_REFUSED")]
    public void SignaturesAreJudgedByPurpose(string name, SignerUsage usage, string code)
    {
        string? folder = SharedVectors.Find("signing/rauc/test/openssl-ca");
        Assert.SkipWhen(folder is null, SharedVectors.Absent);
        X509Certificate2Collection root = [];
        root.ImportFromPemFile(Path.Combine(folder!, "root-ca.pem"));
        byte[] content = File.ReadAllBytes(Path.Combine(folder!, "manifest"));
        byte[] cms = File.ReadAllBytes(Path.Combine(folder!, $"manifest-{name}.sig"));
        RolePolicy policy = new([.. root.Select(certificate => (ReadOnlyMemory<byte>)certificate.RawData)], 1, usage);
        TrustVerdict verdict = DocumentVerifier.VerifyContent(content, cms, policy, Time).Verdict;
        Assert.Equal(code, verdict is TrustVerdict.Rejected rejected ? rejected.Reason.Code : "");
        // A manifest of another project is no document of ours, whoever signed it.
        Verdicts.AssertRejected(PackageReasons.DocumentNotJson, DocumentVerifier.Verify(content, cms, policy, Time).Verdict);
    }
}
