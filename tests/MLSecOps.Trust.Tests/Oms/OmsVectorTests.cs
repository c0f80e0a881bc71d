using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using MLSecOps.Core.Findings;
using MLSecOps.TestKit;
using MLSecOps.Trust.Oms;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests.Oms;

/// <summary>The bundles of OMS producers from 0.2 on, of the specification and of NVIDIA; the reference page is made from the verdicts.</summary>
public sealed class OmsVectorTests
{
    private static readonly VerificationTime Time = new(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero), TimeOrigin.Argument);

    // What the vectors' notes state.
    private static readonly (string Case, string Verdict)[] Expected =
    [
        ("oms-reference/scripts/tests/v0.2.0-certificate", "OMS_LEGACY_FORM"),
        ("oms-reference/scripts/tests/v0.3.1-certificate", "trusted"),
        ("oms-reference/scripts/tests/v0.3.1-elliptic-key", "trusted"),
        ("oms-reference/scripts/tests/v0.3.1-sigstore", "OMS_KEYLESS_NOT_EXAMINED"),
        ("oms-reference/scripts/tests/v1.0.0-certificate", "trusted"),
        ("oms-reference/scripts/tests/v1.0.0-elliptic-key", "trusted"),
        ("oms-reference/scripts/tests/v1.0.0-sigstore", "OMS_KEYLESS_NOT_EXAMINED"),
        ("oms-reference/scripts/tests/v1.0.1-certificate", "trusted"),
        ("oms-reference/scripts/tests/v1.0.1-elliptic-key", "trusted"),
        ("oms-reference/scripts/tests/v1.0.1-sigstore", "OMS_KEYLESS_NOT_EXAMINED"),
        ("oms-reference/scripts/tests/v1.1.0-certificate", "trusted"),
        ("oms-reference/scripts/tests/v1.1.0-elliptic-key", "trusted"),
        ("oms-reference/scripts/tests/v1.1.0-sigstore", "OMS_KEYLESS_NOT_EXAMINED"),
        ("oms-spec/test-vectors/v1.0/valid/certificate.bundle.json", "trusted"),
        ("oms-spec/test-vectors/v1.0/valid/key.bundle.json", "trusted"),
        ("oms-spec/test-vectors/v1.0/valid/sigstore.bundle.json", "OMS_KEYLESS_NOT_EXAMINED"),
        ("oms-spec/test-vectors/v1.0/invalid/empty.bundle.json", "OMS_BUNDLE_MALFORMED"),
        ("oms-spec/test-vectors/v1.0/invalid/missing-envelope.bundle.json", "OMS_BUNDLE_MALFORMED"),
        ("oms-spec/test-vectors/v1.0/invalid/missing-tlog-entries.bundle.json", "OMS_KEYLESS_NOT_EXAMINED"),
        ("oms-spec/test-vectors/v1.0/invalid/missing-verification-material.bundle.json", "OMS_BUNDLE_MALFORMED"),
        ("oms-spec/test-vectors/v1.0/invalid-payload/wrong-predicate.bundle.json", "OMS_SIGNATURE_INVALID"),
        ("nvidia-oms/amc-setup-calibration-stack.oms.sig", "SIGNER_CHAIN_UNTRUSTED"),
        ("nvidia-oms/cudaq-guide.oms.sig", "trusted"),
        ("nvidia-oms/cuopt-numerical-optimization-api.oms.sig", "trusted"),
        ("nvidia-oms/deepstream-sop.oms.sig", "SIGNER_CHAIN_UNTRUSTED"),
        ("nvidia-oms/doca-aes-gcm.oms.sig", "trusted"),
    ];

    [Fact]
    public void EachBundleHasItsVerdict()
    {
        string? root = SharedVectors.Find("signing");
        Assert.SkipWhen(root is null, SharedVectors.Absent);
        StringBuilder page = new();
        page.Append("# OMS bundles of others: our verdicts\n\n<!-- Made by OmsVectorTests; UPDATE_GOLDEN=1 tests/run OmsVector writes it again. -->\n\n");
        page.Append("`mlsec model verify FOLDER --signature BUNDLE` with `--public-key` for bundles signed with a key and `--anchors` for those with a certificate. Times: 2026-11-23.\n\n");
        page.Append("Folders of `oms-reference` are compared file by file; of the bundles of `oms-spec` and NVIDIA the signed files are not published beside them, so that signature, signer and statement are judged.\n");
        page.Append("Refused with a reason of its own: the form of model_signing 0.2 (another encoding of the payload). Left open: keyless bundles, whose log no device can ask; BLAKE hashes.\n\n");
        page.Append("| bundle | verdict |\n|---|---|\n");
        foreach ((string name, string expected) in Expected)
        {
            string path = Path.Combine(root!, name);
            string bundle = Directory.Exists(path) ? Path.Combine(path, "model.sig") : path;
            MemoryTree? tree = Directory.Exists(path) ? MemoryTree.Of(path) : null;
            // The suite of the reference producer ignores this file when it verifies; only its newest bundles say so themselves.
            OmsPolicy policy = Policy(root!, name) with { IgnoredPaths = ["ignore-me"] };
            TrustVerdict verdict = OmsVerifier.Verify(File.ReadAllBytes(bundle), Single(tree), policy, Time, TestContext.Current.CancellationToken).Verdict;
            Assert.True(expected == (verdict.Refusal?.Code ?? "trusted"), $"{name}: {verdict.Refusal}\n{string.Join('\n', verdict.Checks)}");
            page.Append($"| {name} | {expected} |\n");
        }

        // No bundle of the collection is left out.
        int bundles = Directory.EnumerateFiles(root!, "*", SearchOption.AllDirectories).Count(file => file.EndsWith(".sig", StringComparison.Ordinal) && file.Contains("oms-", StringComparison.Ordinal)
            || file.EndsWith(".oms.sig", StringComparison.Ordinal) || file.EndsWith(".bundle.json", StringComparison.Ordinal));
        Assert.Equal(bundles, Expected.Length);
        ReferencePage.Matches("oms-cases.md", page.ToString());
    }

    [Fact]
    public void NoBitFlipOrTruncationChangesWhatIsTrusted()
    {
        string? root = SharedVectors.Find("signing/nvidia-oms");
        Assert.SkipWhen(root is null, SharedVectors.Absent);
        byte[] bundle = File.ReadAllBytes(Path.Combine(root!, "cudaq-guide.oms.sig"));
        OmsPolicy policy = Policy(Path.GetDirectoryName(root!)!, "nvidia-oms/");
        Random random = new(7);
        for (int i = 0; i < 2000; i++)
        {
            byte[] changed = [.. bundle];
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            OmsAppraisal appraisal = OmsVerifier.Verify(changed, null, policy, Time, TestContext.Current.CancellationToken);
            // A key identifier or an ignored member may change; what is signed may not.
            Assert.True(appraisal.Verdict is not TrustVerdict.Trusted || appraisal.Statement!.Resources.Count == 6);
        }

        for (int length = 0; length < bundle.Length; length += 7)
        {
            Assert.IsType<TrustVerdict.Rejected>(OmsVerifier.Verify(bundle.AsMemory(0, length), null, policy, Time, TestContext.Current.CancellationToken).Verdict);
        }
    }

    private static MemoryTree? Single(MemoryTree? tree)
    {
        if (tree is not { Entries.Count: 1 })
        {
            return tree;
        }

        MemoryTree single = new() { IsSingleFile = true };
        using MemoryStream content = new();
        Core.Bytes.IByteSource source = tree.Open(tree.Entries[0])!;
        byte[] bytes = new byte[source.Length];
        source.Read(0, bytes);
        return single.With(tree.Entries[0].Path, Encoding.UTF8.GetString(bytes));
    }

    private static OmsPolicy Policy(string root, string name)
    {
        string keys = Path.Combine(root, "oms-reference/scripts/tests/keys/certificate");
        if (name.Contains("key", StringComparison.Ordinal) || name.Contains("wrong-predicate", StringComparison.Ordinal))
        {
            using ECDsa key = ECDsa.Create();
            key.ImportFromPem(File.ReadAllText(Path.Combine(keys, "signing-key-pub.pem")));
            return new OmsPolicy(null, key.ExportSubjectPublicKeyInfo());
        }

        string anchor = name.StartsWith("nvidia-oms/", StringComparison.Ordinal) ? Path.Combine(root, "nvidia-oms/nv-agent-root-cert.pem") : Path.Combine(keys, "ca-cert.pem");
        return new OmsPolicy(new RolePolicy([X509CertificateLoader.LoadCertificateFromFile(anchor).RawData], 1, SignerUsage.Oms), null);
    }
}
