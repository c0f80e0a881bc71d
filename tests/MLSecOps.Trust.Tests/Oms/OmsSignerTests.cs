using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

using MLSecOps.Core.Findings;
using MLSecOps.Formats.Oms;
using MLSecOps.TestKit;
using MLSecOps.Trust.Oms;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests.Oms;

/// <summary>What we sign: openssl verifies it, the specification's schemas hold, our verifier accepts it, and nothing but it.</summary>
public sealed class OmsSignerTests
{
    private const string A = "aaaa", B = "content of b";
    private static readonly SigningAuthority Root = SigningAuthority.Create();
    private static readonly SigningAuthority Intermediate = Root.Intermediate();

    [Theory]
    [InlineData(TestKey.P256, "-sha256", false)]
    [InlineData(TestKey.P384, "-sha384", false)]
    [InlineData(TestKey.P521, "-sha512", false)]
    [InlineData(TestKey.P256, "-sha256", true)]
    [InlineData(TestKey.P384, "-sha384", true)]
    [InlineData(TestKey.P521, "-sha512", true)]
    public async Task OpensslTheSchemasAndWeAccept(TestKey kind, string digest, bool certified)
    {
        X509Certificate2 signer = Intermediate.Issue("OMS Publisher", new CertificateProfile { Key = kind });
        byte[] bundle = Sign(Tree(), signer, certified);

        OmsAppraisal appraisal = Judge(bundle, Tree(), signer, certified);
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Equal(certified ? ["CN=OMS Publisher"] : [], appraisal.Signers.Select(who => who.Subject));

        using ScratchFolder folder = new();
        JsonNode envelope = JsonNode.Parse(bundle)!["dsseEnvelope"]!;
        byte[] payload = Convert.FromBase64String(envelope["payload"]!.GetValue<string>());
        folder.Write("pae", [.. Encoding.ASCII.GetBytes($"DSSEv1 28 application/vnd.in-toto+json {payload.Length} "), .. payload]);
        folder.Write("sig", Convert.FromBase64String(envelope["signatures"]![0]!["sig"]!.GetValue<string>()));
        folder.Write("pub.pem", Encoding.ASCII.GetBytes(signer.GetECDsaPublicKey()!.ExportSubjectPublicKeyInfoPem()));
        await ToolRun.Must("openssl", "dgst", digest, "-verify", folder["pub.pem"], "-signature", folder["sig"], folder["pae"]);

        folder.Write("bundle.json", bundle);
        folder.Write("statement.json", payload);
        await AssertValid(folder, "bundle", 0);
        await AssertValid(folder, "statement", 0);
        folder.Write("bundle.json", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(bundle).Replace("\"sig\"", "\"more\"", StringComparison.Ordinal)));
        folder.Write("statement.json", Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(payload).Replace("\"hash_type\"", "\"hash\"", StringComparison.Ordinal)));
        await AssertValid(folder, "bundle", 1);
        await AssertValid(folder, "statement", 1);
    }

    [Fact]
    public void AnyChangeOfAFileOfANameOrOfTheirNumberIsRefused()
    {
        X509Certificate2 signer = Intermediate.Issue();
        byte[] bundle = Sign(Tree(), signer, certified: true);
        foreach ((string path, string content) in ((string, string)[])[("a", A), ("sub/b", B)])
        {
            for (int i = 0; i < content.Length; i++)
            {
                char[] changed = content.ToCharArray();
                changed[i] ^= '\u0001';
                AssertRejected(OmsReasons.FileMismatch, Tree().With(path, new string(changed)));
            }

            AssertRejected(OmsReasons.FileMismatch, Tree().With(path, content[..^1]));
            AssertRejected(OmsReasons.FileMismatch, Tree().With(path, content + "\0"));
            AssertRejected(OmsReasons.FileMissing, Tree().Without(path));
            AssertRejected(OmsReasons.FileMissing, Tree().Without(path).With(path + "2", content));
        }

        AssertRejected(OmsReasons.FileMismatch, Tree().With("a", B).With("sub/b", A));
        AssertRejected(OmsReasons.FileUnsigned, Tree().With("sub/c", ""));

        void AssertRejected(Reason reason, MemoryTree tree) => Verdicts.AssertRejected(reason, Judge(bundle, tree, signer, certified: true).Verdict);
    }

    [Fact]
    public void EveryChangedBitOfABundleIsRefused()
    {
        X509Certificate2 signer = Intermediate.Issue();
        byte[] bundle = Sign(Tree(), signer, certified: true);
        for (int bit = 0; bit < 8 * bundle.Length; bit += 19)
        {
            byte[] changed = [.. bundle];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsType<TrustVerdict.Rejected>(Judge(changed, Tree(), signer, certified: true).Verdict);
        }
    }

    [Fact]
    public void WhatIsLeftOutIsRecordedAndStaysOut()
    {
        X509Certificate2 signer = Intermediate.Issue();
        MemoryTree Dirty() => Tree().With(".git/HEAD", "x").With(".gitignore", "y").With("cache/z", "z").With("cached", "kept");
        OmsStatement statement = SamplePackage.Ok(OmsMeasurement.Measure(Dirty(), "model", ["cache", "model.sig"], TestContext.Current.CancellationToken));
        Assert.Equal(["a", "cached", "sub/b"], statement.Resources.Select(resource => resource.Path));
        Assert.Equal([".git", ".gitattributes", ".github", ".gitignore", "cache", "model.sig"], statement.IgnoredPaths);
        byte[] bundle = SamplePackage.Ok(OmsSigner.Sign(statement, signer.GetECDsaPrivateKey()!, [signer, .. Intermediate.Intermediates])).ToArray();
        Verdicts.AssertTrusted(Judge(bundle, Dirty(), signer, certified: true).Verdict);
    }

    [Fact]
    public void NamesAreOrderedByCodePointAndNotByUtf16()
    {
        // U+10000 is above U+FFFD, though its surrogates are below.
        MemoryTree tree = new MemoryTree().With("\U00010000", "1").With("\uFFFD", "2").With("a/b", "3").With("a-b", "4").With("a", "5");
        OmsStatement statement = SamplePackage.Ok(OmsMeasurement.Measure(tree, "model", [], TestContext.Current.CancellationToken));
        Assert.Equal(["a", "a-b", "a/b", "\uFFFD", "\U00010000"], statement.Resources.Select(resource => resource.Path));
    }

    [Fact]
    public void WhatNobodyCouldVerifyIsNotSigned()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        OmsStatement statement = SamplePackage.Ok(OmsMeasurement.Measure(Tree(), "model", [], TestContext.Current.CancellationToken));
        Assert.Throws<ArgumentException>(() => OmsSigner.Sign(statement, key, []));
        using ECDsa fit = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AssertFault(OmsReasons.StatementMalformed, OmsSigner.Sign(statement with { Resources = [new OmsResource("a\\b", 0, null, new string('0', 64))] }, fit, []));
        AssertFault(OmsReasons.LinkRefused, OmsMeasurement.Measure(Tree().With("link", null), "model", [], TestContext.Current.CancellationToken));
        AssertFault(OmsReasons.NothingToSign, OmsMeasurement.Measure(Tree(), "model", ["a", "sub"], TestContext.Current.CancellationToken));
    }

    private static void AssertFault<T>(Reason reason, Core.Bytes.Parsed<T> parsed)
        where T : notnull
    {
        Assert.False(parsed.TryGet(out _, out Core.Bytes.FormatFault? fault));
        Assert.Equal(reason, fault.Reason);
    }

    private static MemoryTree Tree() => new MemoryTree().With("a", A).With("sub/b", B);

    private static byte[] Sign(MemoryTree tree, X509Certificate2 signer, bool certified)
    {
        OmsStatement statement = SamplePackage.Ok(OmsMeasurement.Measure(tree, "model", [], TestContext.Current.CancellationToken));
        return SamplePackage.Ok(OmsSigner.Sign(statement, signer.GetECDsaPrivateKey()!, certified ? [signer, .. Intermediate.Intermediates] : [])).ToArray();
    }

    private static OmsAppraisal Judge(byte[] bundle, MemoryTree tree, X509Certificate2 signer, bool certified)
    {
        OmsPolicy policy = certified
            ? new OmsPolicy(new RolePolicy([Root.Anchor]), null)
            : new OmsPolicy(null, signer.GetECDsaPublicKey()!.ExportSubjectPublicKeyInfo());
        return OmsVerifier.Verify(bundle, tree, policy, SamplePackage.Time, TestContext.Current.CancellationToken);
    }

    private static async Task AssertValid(ScratchFolder folder, string document, int exitCode)
    {
        string? schemas = SharedVectors.Find("signing/oms-spec/schemas/v1.0");
        Assert.SkipWhen(schemas is null, SharedVectors.Absent);
        const string Script = """
            import glob, json, sys, jsonschema
            schemas = {s["$id"]: s for s in (json.load(open(f)) for f in glob.glob(sys.argv[1] + "/*.json"))}
            schema = schemas["https://model_signing/%s/v1.0/schema" % sys.argv[2]]
            validator = jsonschema.Draft202012Validator(schema, resolver=jsonschema.RefResolver.from_schema(schema, store=schemas))
            wrong = [e.message for e in validator.iter_errors(json.load(open(sys.argv[3])))]
            print("\n".join(wrong))
            sys.exit(1 if wrong else 0)
            """;
        ToolRun run = await ToolRun.Run("python3", "-W", "ignore", "-c", Script, schemas!, document, folder[$"{document}.json"]);
        Assert.True(run.ExitCode == exitCode && run.Error.Length == 0, $"{run.Output}{run.Error}");
    }
}
