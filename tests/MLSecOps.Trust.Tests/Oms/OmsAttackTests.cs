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

/// <summary>Each known way to make an OMS verifier accept what nobody signed, beside its honest twin. The bundles are written here, member by member.</summary>
public sealed class OmsAttackTests
{
    private const string A = "aaaa", B = "content of b";
    private static readonly SigningAuthority Root = SigningAuthority.Create();
    private static readonly X509Certificate2 Publisher = Root.Issue("OMS Publisher", new CertificateProfile { Key = TestKey.P384, Usages = [] });
    private static readonly OmsPolicy Policy = new(new RolePolicy([Root.Anchor], 1, SignerUsage.Oms), null);

    [Fact]
    public void TheHonestTwinIsTrustedAndOnlySignedFilesAreOpened()
    {
        MemoryTree tree = Tree().With(".gitignore", "x").With("cache/y", "z");
        JsonObject statement = Statement(("a", A), ("sub/b", B));
        statement["predicate"]!["serialization"]!["ignore_paths"] = new JsonArray("cache");
        OmsAppraisal appraisal = Judge(Bundle(statement), tree);
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Equal("CN=OMS Publisher", appraisal.Signers.Single().Subject);
        Assert.Equal(["a", "sub/b"], tree.Opened);
    }

    [Fact]
    [RedTeam("G1", "Changes, removes or adds a file beside an OMS bundle", typeof(OmsFileCheck), "OMS_FILE_MISMATCH", "OMS_FILE_MISSING", "OMS_FILE_UNSIGNED")]
    [RedTeam("G3", "Puts a symbolic link in the place of a signed file, or beside it", typeof(OmsFileCheck), "OMS_FILE_MISSING", "OMS_LINK_REFUSED")]
    public void FilesMustBeTheSignedOnes()
    {
        byte[] bundle = Bundle(Statement(("a", A), ("sub/b", B)));
        AssertRejected(OmsReasons.FileMismatch, bundle, Tree().With("a", "aaab"));
        AssertRejected(OmsReasons.FileMismatch, bundle, Tree().With("a", "aaaaa"));
        AssertRejected(OmsReasons.FileMissing, bundle, Tree().Without("a"));
        AssertRejected(OmsReasons.FileMissing, bundle, Tree().With("a", null));
        AssertRejected(OmsReasons.LinkRefused, bundle, Tree().With("c", null));
        AssertRejected(OmsReasons.FileUnsigned, bundle, Tree().With("c", ""));
        // The names that version control leaves are ignored at the root alone.
        AssertRejected(OmsReasons.FileUnsigned, bundle, Tree().With("sub/.gitignore", ""));
        MemoryTree tree = Tree().With("c", "unsigned");
        Verdicts.AssertTrusted(Judge(bundle, tree, Policy with { IgnoreUnsigned = true }).Verdict);
        Assert.DoesNotContain("c", tree.Opened);
        Verdicts.AssertTrusted(Judge(bundle, tree, Policy with { IgnoredPaths = ["c"] }).Verdict);
        AssertRejected(OmsReasons.FileUnsigned, bundle, Tree().With("cc", ""), Policy with { IgnoredPaths = ["c"] });
        // Ignoring a path does not excuse a signed file below it.
        AssertRejected(OmsReasons.FileMismatch, bundle, Tree().With("a", "x"), Policy with { IgnoredPaths = ["a"], IgnoreUnsigned = true });
    }

    [Fact]
    [RedTeam("G1", "Puts a symbolic link in the place of a file whose signer followed none, before a verifier who would follow it", typeof(OmsFileCheck), "OMS_FILE_MISSING", "OMS_LINK_REFUSED")]
    public void TheSignerDecidesWhetherALinkMayStandForAFile()
    {
        MemoryTree Linked(string path)
        {
            MemoryTree tree = new MemoryTree { FollowsLinks = true }.With("a", A).With("sub/b", B);
            tree.Links.Add(path);
            return tree;
        }

        JsonObject statement = Statement(("a", A), ("sub/b", B));
        AssertRejected(OmsReasons.FileMissing, Bundle(statement), Linked("a"));
        AssertRejected(OmsReasons.LinkRefused, Bundle(statement), Linked("c").With("c", A));
        statement["predicate"]!["serialization"]!["allow_symlinks"] = true;
        Verdicts.AssertTrusted(Judge(Bundle(statement), Linked("a")).Verdict);
        AssertRejected(OmsReasons.FileMismatch, Bundle(statement), Linked("a").With("a", B));
        AssertRejected(OmsReasons.FileUnsigned, Bundle(statement), Linked("c").With("c", A));
        // A tree that follows none lists it as what it is.
        AssertRejected(OmsReasons.FileMissing, Bundle(statement), Tree().With("a", null));
    }

    [Fact]
    [RedTeam("G1", "Adds a file whose name is no UTF-8 and reads like that of a signed one", typeof(OmsFileCheck), "OMS_FILE_UNSIGNED")]
    public void TwoNamesThatLookAlikeAreTwoFiles()
    {
        byte[] bundle = Bundle(Statement(("a", A), ("\uFFFD", B)));
        MemoryTree Named() => new MemoryTree().With("a", A).With("\uFFFD", B);
        Verdicts.AssertTrusted(Judge(bundle, Named()).Verdict);
        MemoryTree tree = Named();
        tree.Others.Add(new OmsTreeEntry("\uFFFD", true, 5));
        AssertRejected(OmsReasons.FileUnsigned, bundle, tree);
    }

    [Theory]
    [InlineData("../a")]
    [InlineData("sub/../../a")]
    [InlineData("/etc/passwd")]
    [InlineData("a//b")]
    [InlineData("./a")]
    [InlineData("a/")]
    [InlineData("a\\b")]
    [InlineData("a\0")]
    [InlineData("")]
    [RedTeam("G6", "Has the verifier open a file outside the folder by a resource's name", typeof(OmsStatementParser), "OMS_STATEMENT_MALFORMED")]
    public void NamesMustStayInside(string name) => AssertRejected(OmsReasons.StatementMalformed, Bundle(Statement((name, A))), Tree());

    [Fact]
    [RedTeam("G1", "Signs a statement that two verifiers read differently: a name twice, an open root digest, upper-case digits, no resources", typeof(OmsStatementParser), "OMS_STATEMENT_MALFORMED", "OMS_ROOT_MISMATCH")]
    public void StatementsMustBeUnambiguous()
    {
        AssertRejected(OmsReasons.StatementMalformed, Bundle(Statement(("a", A), ("a", B))), Tree());
        AssertRejected(OmsReasons.StatementMalformed, Bundle(Statement()), Tree());
        JsonObject root = Statement(("a", A), ("sub/b", B));
        root["subject"]![0]!["digest"]!["sha256"] = new string('0', 64);
        AssertRejected(OmsReasons.RootMismatch, Bundle(root), Tree());
        JsonObject upper = Statement(("a", A));
        JsonNode resource = upper["predicate"]!["resources"]![0]!;
        resource["digest"] = resource["digest"]!.GetValue<string>().ToUpperInvariant();
        AssertRejected(OmsReasons.StatementMalformed, Bundle(upper), Tree());
        JsonObject extra = Statement(("a", A));
        extra["predicate"]!["serialization"]!["also"] = 1;
        AssertRejected(OmsReasons.StatementMalformed, Bundle(extra), Tree());
        JsonObject other = Statement(("a", A));
        other["predicate"]!["serialization"]!["hash_type"] = "blake3";
        other["predicate"]!["resources"]![0]!["algorithm"] = "blake3";
        Verdicts.AssertInconclusive(OmsReasons.HashNotExamined, Judge(Bundle(other), Tree()).Verdict);
    }

    [Fact]
    [RedTeam("G1", "Leaves a gap or an overlap between the shards of a file, or its end unsigned", typeof(OmsFileCheck), "OMS_STATEMENT_MALFORMED", "OMS_FILE_MISMATCH")]
    public void ShardsMustCoverTheWholeFile()
    {
        MemoryTree Large() => new MemoryTree().With("a:b", "0123456789ab").With("empty", "");
        Verdicts.AssertTrusted(Judge(Bundle(Sharded((0, 8), (8, 12))), Large()).Verdict);
        AssertRejected(OmsReasons.FileMismatch, Bundle(Sharded((0, 8))), Large());
        AssertRejected(OmsReasons.StatementMalformed, Bundle(Sharded((0, 4), (8, 12))), Large());
        AssertRejected(OmsReasons.StatementMalformed, Bundle(Sharded((0, 8), (4, 12))), Large());
        AssertRejected(OmsReasons.StatementMalformed, Bundle(Sharded((4, 12))), Large());
        AssertRejected(OmsReasons.FileMismatch, Bundle(Sharded((0, 8), (8, 12))), new MemoryTree().With("a:b", "0123456789ax"));
        AssertRejected(OmsReasons.FileMismatch, Bundle(Sharded((0, 8), (8, 12))), new MemoryTree().With("a:b", "0123456789abc"));
    }

    [Fact]
    [RedTeam("G1", "Changes the payload, its type or the envelope after signing, or adds a second signature", typeof(OmsVerifier), "OMS_SIGNATURE_INVALID", "OMS_BUNDLE_MALFORMED")]
    public void TheEnvelopeMustBeTheSignedOne()
    {
        JsonObject statement = Statement(("a", A), ("sub/b", B));
        JsonObject bundle = JsonNode.Parse(Bundle(statement))!.AsObject();
        JsonNode envelope = bundle["dsseEnvelope"]!;
        byte[] payload = Convert.FromBase64String(envelope["payload"]!.GetValue<string>());
        envelope["payload"] = Convert.ToBase64String([.. payload, (byte)' ']);
        AssertRejected(OmsReasons.SignatureInvalid, Text(bundle), Tree());
        envelope["payload"] = Convert.ToBase64String(payload).Replace('+', '-').Replace('/', '_');
        Verdicts.AssertTrusted(Judge(Text(bundle), Tree()).Verdict);
        envelope["payloadType"] = "text/plain";
        AssertRejected(OmsReasons.BundleMalformed, Text(bundle), Tree());
        envelope["payloadType"] = "application/vnd.in-toto+json";
        envelope["signatures"]!.AsArray().Add(envelope["signatures"]![0]!.DeepClone());
        AssertRejected(OmsReasons.BundleMalformed, Text(bundle), Tree());
        byte[] honest = Bundle(statement);
        AssertRejected(OmsReasons.BundleMalformed, [.. honest, (byte)'{', (byte)'}'], Tree());
        string twice = Encoding.UTF8.GetString(honest).Insert(1, "\"mediaType\":\"x\",");
        AssertRejected(OmsReasons.BundleMalformed, Encoding.UTF8.GetBytes(twice), Tree());
        AssertRejected(OmsReasons.BundleMalformed, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(honest).Insert(1, "\"more\":1,")), Tree());
        AssertRejected(OmsReasons.BundleMalformed, Encoding.UTF8.GetBytes(new string('[', 100_000)), Tree());
    }

    [Fact]
    [RedTeam("G1", "Signs an OMS bundle with a key or certificate that is not the publisher's", typeof(OmsVerifier), "SIGNER_CHAIN_UNTRUSTED", "SIGNER_USAGE_REFUSED", "SIGNER_EXPIRED", "SIGNER_KEY_UNSUPPORTED", "OMS_METHOD_MISMATCH")]
    public void TheSignerMustBeThePublisher()
    {
        JsonObject statement = Statement(("a", A), ("sub/b", B));
        AssertRejected(SignatureReasons.ChainUntrusted, Bundle(statement, SigningAuthority.Create().Issue()), Tree());
        AssertRejected(SignatureReasons.UsageRefused, Bundle(statement, Root.Issue("Mail", new CertificateProfile { Usages = [CertificateProfile.EmailProtection] })), Tree());
        AssertRejected(SignatureReasons.SignerExpired, Bundle(statement, Root.Issue("Old", new CertificateProfile { NotAfter = SamplePackage.Now.AddDays(-1) })), Tree());
        AssertRejected(SignatureReasons.KeyUnsupported, Bundle(statement, Root.Issue("RSA", new CertificateProfile { Key = TestKey.Rsa2048 })), Tree());
        // Who asks by key is not answered by certificate, nor the other way round.
        byte[] key = Publisher.GetECDsaPublicKey()!.ExportSubjectPublicKeyInfo();
        AssertRejected(OmsReasons.MethodMismatch, Bundle(statement), Tree(), new OmsPolicy(null, key));
        JsonObject keyed = JsonNode.Parse(Bundle(statement))!.AsObject();
        keyed["verificationMaterial"] = new JsonObject { ["publicKey"] = new JsonObject { ["hint"] = "00" } };
        Verdicts.AssertTrusted(Judge(Text(keyed), Tree(), new OmsPolicy(null, key)).Verdict);
        AssertRejected(OmsReasons.MethodMismatch, Text(keyed), Tree());
        byte[] otherKey = Root.Issue().GetECDsaPublicKey()!.ExportSubjectPublicKeyInfo();
        AssertRejected(OmsReasons.SignatureInvalid, Text(keyed), Tree(), new OmsPolicy(null, otherKey));
    }

    private static MemoryTree Tree() => new MemoryTree().With("a", A).With("sub/b", B);

    private static JsonObject Statement(params (string Name, string Content)[] files) =>
        Statement("files", [.. files.Select(file => (file.Name, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Content)))))]);

    private static JsonObject Sharded(params (int Start, int End)[] shards)
    {
        JsonObject statement = Statement(
            "shards", [.. shards.Select(shard => ($"a:b:{shard.Start}:{shard.End}", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("0123456789ab"[shard.Start..shard.End])))))]);
        statement["predicate"]!["serialization"]!["shard_size"] = 8.0;
        return statement;
    }

    private static JsonObject Statement(string method, (string Name, string Digest)[] resources) => new()
    {
        ["_type"] = "https://in-toto.io/Statement/v1",
        ["subject"] = new JsonArray(new JsonObject
        {
            ["name"] = "model",
            ["digest"] = new JsonObject { ["sha256"] = Convert.ToHexStringLower(SHA256.HashData([.. resources.SelectMany(resource => Convert.FromHexString(resource.Digest))])) },
        }),
        ["predicateType"] = "https://model_signing/signature/v1.0",
        ["predicate"] = new JsonObject
        {
            ["serialization"] = new JsonObject { ["method"] = method, ["hash_type"] = "sha256", ["allow_symlinks"] = false, ["ignore_paths"] = new JsonArray() },
            ["resources"] = new JsonArray([.. resources.Select(resource => new JsonObject { ["name"] = resource.Name, ["digest"] = resource.Digest, ["algorithm"] = "sha256" })]),
        },
    };

    private static byte[] Bundle(JsonObject statement, X509Certificate2? signer = null)
    {
        X509Certificate2 by = signer ?? Publisher;
        byte[] payload = Text(statement);
        byte[] signed = [.. Encoding.ASCII.GetBytes($"DSSEv1 28 application/vnd.in-toto+json {payload.Length} "), .. payload];
        byte[] signature = by.GetECDsaPrivateKey() is { } key
            ? key.SignData(signed, key.KeySize == 384 ? HashAlgorithmName.SHA384 : HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
            : by.GetRSAPrivateKey()!.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return Text(new JsonObject
        {
            ["mediaType"] = "application/vnd.dev.sigstore.bundle.v0.3+json",
            ["verificationMaterial"] = new JsonObject { ["x509CertificateChain"] = new JsonObject { ["certificates"] = new JsonArray(new JsonObject { ["rawBytes"] = Convert.ToBase64String(by.RawData) }) } },
            ["dsseEnvelope"] = new JsonObject
            {
                ["payload"] = Convert.ToBase64String(payload),
                ["payloadType"] = "application/vnd.in-toto+json",
                ["signatures"] = new JsonArray(new JsonObject { ["sig"] = Convert.ToBase64String(signature), ["keyid"] = "" }),
            },
        });
    }

    private static byte[] Text(JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    private static void AssertRejected(Reason reason, byte[] bundle, MemoryTree tree, OmsPolicy? policy = null) => Verdicts.AssertRejected(reason, Judge(bundle, tree, policy).Verdict);

    private static OmsAppraisal Judge(byte[] bundle, MemoryTree tree, OmsPolicy? policy = null) =>
        OmsVerifier.Verify(bundle, tree, policy ?? Policy, SamplePackage.Time, TestContext.Current.CancellationToken);
}
