using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Oms;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;
using MLSecOps.TestKit;
using MLSecOps.Trust.Oms;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests.Oms;

/// <summary>OMS bundles in packages (decision 0014): alone they speak for the manifest or for nothing; beside a CMS they must not be wrong.</summary>
public sealed class PackageOmsTests
{
    private static readonly SamplePackage Sample = new();
    private static readonly byte[] Manifest = Sample.ManifestBytes;
    private static readonly byte[] Unsigned = Sample.Build(Manifest, null);
    private static readonly byte[] Signed = Sample.Build(Manifest, SamplePackage.Sign(Manifest));

    [Fact]
    public void AloneABundleOverTheManifestAuthenticatesThePackage()
    {
        CollectingSink sink = new();
        PackageAppraisal appraisal = SamplePackage.Verify(With(Unsigned, Bundle(Whole())), sink: sink);
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Equal("CN=Test Publisher", Assert.Single(appraisal.Signers).Subject);
        Assert.Equal("keyword-spotter", appraisal.Manifest!.Model);
        Assert.Equal(3, sink.Files.Count);
        Assert.All(appraisal.Checks, check => Assert.Equal(CheckOutcome.Passed, check.Outcome));
        Assert.Superset(new HashSet<string>([OmsChecks.Signature, OmsChecks.Files, CheckIds.OmsBundle, CheckIds.Threshold, .. CheckIds.OfPackage]), new HashSet<string>(appraisal.Checks.Select(check => check.Id)));
        // The manifest is enough: it has the digests of all else.
        Verdicts.AssertTrusted(SamplePackage.Verify(With(Unsigned, Bundle(Whole()[..1]))).Verdict);
    }

    [Fact]
    [RedTeam("G1", "Installs a package whose only signature is a publisher's OMS bundle about its files, not about its manifest", typeof(PackageOms), "OMS_MANIFEST_NOT_COVERED")]
    [RedTeam("G1", "Moves a publisher's OMS bundle from one release into the package of another", typeof(PackageOms), "OMS_FILE_MISMATCH")]
    public void AloneABundleOverOtherFilesSaysNothingAboutInstalling()
    {
        AssertStopped(OmsReasons.ManifestNotCovered, Bundle(Whole()[1..]));
        AssertStopped(OmsReasons.ManifestNotCovered, Bundle([("sub/manifest.json", Manifest), ("Manifest.json", Manifest)]));
        byte[] other = new SamplePackage { Change = manifest => manifest with { Release = 16 } }.ManifestBytes;
        AssertStopped(OmsReasons.FileMismatch, Bundle([("manifest.json", other), .. Whole()[1..]]));
        AssertStopped(OmsReasons.FileMismatch, Bundle([("manifest.json", Manifest[..^1])]));
    }

    [Fact]
    [RedTeam("G1", "Authenticates a package by an OMS bundle of a stranger, of another role, with one signer of several, signed keyless, or by a bare key", typeof(PackageOms), "SIGNER_CHAIN_UNTRUSTED", "SIGNER_USAGE_REFUSED", "SIGNER_EXPIRED", "SIGNER_THRESHOLD_NOT_MET", "OMS_METHOD_MISMATCH")]
    public void AloneTheSignerMustCountUnderThePolicyOfPublishers()
    {
        AssertStopped(SignatureReasons.ChainUntrusted, Bundle(Whole(), SigningAuthority.Create().Issue()));
        AssertStopped(SignatureReasons.UsageRefused, Bundle(Whole(), SamplePackage.Root.Issue("No usage", new CertificateProfile { Usages = [] })));
        AssertStopped(SignatureReasons.SignerExpired, Bundle(Whole(), SamplePackage.Root.Issue("Old", new CertificateProfile { NotAfter = SamplePackage.Now.AddDays(-1) })));
        AssertStopped(SignatureReasons.ThresholdNotMet, Bundle(Whole()), new TrustPolicy(new RolePolicy([SamplePackage.Root.Anchor], 2)));
        AssertStopped(OmsReasons.MethodMismatch, Bundle(Whole(), certified: false));
        byte[] keyless = Changed(Bundle(Whole()), bundle => bundle["verificationMaterial"] = new JsonObject
        {
            ["certificate"] = new JsonObject { ["rawBytes"] = Convert.ToBase64String(SamplePackage.Publisher.RawData) },
            ["tlogEntries"] = new JsonArray(),
        });
        AssertStopped(OmsReasons.Keyless, keyless, rejected: false);
        OmsStatement blake = Statement(Whole()) with { HashType = "blake3" };
        AssertStopped(OmsReasons.HashNotExamined, SamplePackage.Ok(OmsSigner.Sign(blake, SamplePackage.Publisher.GetECDsaPrivateKey()!, Chain(SamplePackage.Publisher))).ToArray(), rejected: false);
        AssertStopped(OmsReasons.BundleMalformed, "{}"u8.ToArray());
    }

    [Fact]
    public void AloneAnExpiryThatOnlyATimeFloorShowsLeavesTheAnswerOpenAndHidesNothing()
    {
        byte[] package = With(Unsigned, Bundle(Whole(), SamplePackage.Root.Issue("Short", new CertificateProfile { NotAfter = SamplePackage.Now.AddDays(1) })));
        VerificationTime floor = new(SamplePackage.Now.AddDays(2), TimeOrigin.Floor);
        PackageAppraisal open = SamplePackage.Verify(package, time: floor);
        Verdicts.AssertInconclusive(SignatureReasons.SignerTimeUnproven, open.Verdict);
        Assert.Equal(3, open.Checks.Count(check => check is { Id: CheckIds.Blocks, Outcome: CheckOutcome.Passed }));
        package[^3000] ^= 1;
        Verdicts.AssertRejected(PackageReasons.PayloadMismatch, SamplePackage.Verify(package, time: floor).Verdict);
    }

    [Fact]
    public void WhereThereIsACmsItDecides()
    {
        Verdicts.AssertTrusted(SamplePackage.Verify(With(Signed, Bundle(Whole()))).Verdict);
        Verdicts.AssertTrusted(SamplePackage.Verify(With(Signed, Bundle(Whole()[1..]))).Verdict);
        // An honest bundle of somebody unknown is listed, and does no harm.
        PackageAppraisal stranger = SamplePackage.Verify(With(Signed, Bundle(Whole(), SigningAuthority.Create().Issue())));
        Verdicts.AssertTrusted(stranger.Verdict);
        Assert.Equal("CN=Test Publisher", Assert.Single(stranger.Signers).Subject);
        Assert.Contains(stranger.Checks, check => check is { Id: CheckIds.Chain, Outcome: CheckOutcome.Failed });
        Assert.Contains("does not count", Assert.Single(stranger.Checks, check => check.Id == CheckIds.OmsBundle).Found, StringComparison.Ordinal);
        // What cannot be examined is listed as not run.
        foreach ((Reason reason, byte[] bundle) in ((Reason, byte[])[])[
            (OmsReasons.MethodMismatch, Bundle(Whole(), certified: false)),
            (OmsReasons.HashNotExamined, SamplePackage.Ok(OmsSigner.Sign(Statement(Whole()) with { HashType = "blake3" }, SamplePackage.Publisher.GetECDsaPrivateKey()!, Chain(SamplePackage.Publisher))).ToArray())])
        {
            PackageAppraisal appraisal = SamplePackage.Verify(With(Signed, bundle));
            Verdicts.AssertTrusted(appraisal.Verdict);
            Assert.Equal((CheckOutcome.NotRun, reason), Assert.Single(appraisal.Checks.Where(check => check.Id == CheckIds.OmsBundle).Select(check => (check.Outcome, check.Reason))));
        }

        // A bundle does not stand in for a CMS that is refused, empty, or one signer short.
        byte[] strangers = Sample.Build(Manifest, SamplePackage.Sign(Manifest, SigningAuthority.Create().Issue()));
        Verdicts.AssertRejected(SignatureReasons.ChainUntrusted, SamplePackage.Verify(With(strangers, Bundle(Whole()))).Verdict);
        Verdicts.AssertRejected(SignatureReasons.Missing, SamplePackage.Verify(With(Sample.Build(Manifest, []), Bundle(Whole()))).Verdict);
        TrustPolicy two = new(new RolePolicy([SamplePackage.Root.Anchor], 2));
        Verdicts.AssertRejected(SignatureReasons.ThresholdNotMet, SamplePackage.Verify(With(Signed, Bundle(Whole(), SamplePackage.Root.Issue())), two).Verdict);
    }

    [Fact]
    [RedTeam("G1", "Hides behind a good CMS an OMS bundle that is forged, or that names other digests than the package has", typeof(OmsPayload), "OMS_SIGNATURE_INVALID", "OMS_FILE_MISMATCH", "OMS_FILE_MISSING", "OMS_BUNDLE_MALFORMED")]
    public void ABundleMustNotContradictThePackage()
    {
        foreach (byte[] package in (byte[][])[Signed, Unsigned])
        {
            AssertRefused(OmsReasons.BundleMalformed, package, "{}"u8.ToArray());
            AssertRefused(OmsReasons.SignatureInvalid, package, Changed(Bundle(Whole()), bundle => bundle["dsseEnvelope"]!["signatures"]![0]!["sig"] = Convert.ToBase64String(new byte[72])));
            AssertRefused(OmsReasons.FileMismatch, package, Bundle([Whole()[0], ("model.onnx", SamplePackage.Bytes(8999))]));
            byte[] swapped = SamplePackage.Bytes(9000);
            swapped[8999] ^= 1;
            AssertRefused(OmsReasons.FileMismatch, package, Bundle([Whole()[0], ("model.onnx", swapped)]));
            AssertRefused(OmsReasons.FileMismatch, package, Bundle([Whole()[0], ("empty.bin", [0])]));
            AssertRefused(OmsReasons.FileMissing, package, Bundle([Whole()[0], ("absent.bin", [])]));
            AssertRefused(OmsReasons.FileMismatch, package, Bundle([("manifest.json", [.. Manifest, (byte)' '])]));
            OmsStatement gap = Statement(Whole()[..1]) with { ShardSize = 4096 };
            AssertRefused(OmsReasons.StatementMalformed, package, Signature(gap with { Resources = [Part("manifest.json", Manifest, 0, Manifest.Length), Part("model.onnx", Sample.Files[0].Content, 4096, 9000)] }));
        }

        // By whoever it is signed: who is unknown cannot bless a package, and who lies about it is not ignored.
        AssertRefused(OmsReasons.FileMismatch, Signed, Bundle([("model.onnx", SamplePackage.Bytes(8999))], SigningAuthority.Create().Issue()));
        AssertRefused(OmsReasons.FileMissing, Unsigned, Bundle([Whole()[0], ("manifest.p7s", [])]));
    }

    [Fact]
    public void ShardsIndexesAndTheCmsAreComparedToo()
    {
        PackageEnvelope envelope = SamplePackage.Ok(PackageReader.ReadEnvelope(new MemoryByteSource(Signed)));
        PackageMember index = SamplePackage.Ok(PackageReader.ReadLayout(new MemoryByteSource(Signed), envelope, Sample.Manifest)).Files[0].Index;
        byte[] leaves = Signed.AsSpan((int)index.Offset, (int)index.Size).ToArray();
        Verdicts.AssertTrusted(SamplePackage.Verify(With(Signed, Bundle([.. Whole(), ("manifest.p7s", envelope.Signature!.Value.ToArray()), ("index/model.onnx", leaves)]))).Verdict);
        leaves[0] ^= 1;
        AssertRefused(OmsReasons.FileMismatch, Signed, Bundle([.. Whole(), ("index/model.onnx", leaves)]));

        byte[] model = Sample.Files[0].Content;
        OmsStatement sharded = Statement(Whole()) with
        {
            ShardSize = 4096,
            Resources = [Part("manifest.json", Manifest, 0, Manifest.Length), Part("model.onnx", model, 0, 4096), Part("model.onnx", model, 4096, 8192), Part("model.onnx", model, 8192, 9000)],
        };
        Verdicts.AssertTrusted(SamplePackage.Verify(With(Unsigned, Signature(sharded))).Verdict);
        AssertRefused(OmsReasons.FileMismatch, Unsigned, Signature(sharded with { Resources = [.. sharded.Resources.Take(3), sharded.Resources[3] with { Digest = new string('0', 64) }] }));
    }

    [Fact]
    public void NothingOfThePayloadIsReadUnlessTheBundleSpeaksForTheManifest()
    {
        byte[] package = With(Unsigned, Bundle(Whole()[1..]));
        CountingSource source = new(package);
        Verdicts.AssertRejected(OmsReasons.ManifestNotCovered, PackageVerifier.Verify(
            source, SamplePackage.Policy, SamplePackage.Device, SamplePackage.Time, ManagedBlockHasher.Instance, null, TestContext.Current.CancellationToken).Verdict);
        PackageEnvelope envelope = SamplePackage.Ok(PackageReader.ReadEnvelope(new MemoryByteSource(package)));
        Assert.InRange(source.BytesRead, 1, envelope.BodyOffset + 4096);
    }

    [Fact]
    public void ABundleThatWasNotReachedIsListedSo()
    {
        PackageAppraisal appraisal = SamplePackage.Verify(With(Signed, Bundle(Whole())), device: SamplePackage.Device with { Fleet = "other" });
        Assert.IsType<TrustVerdict.Rejected>(appraisal.Verdict);
        Assert.Equal(CheckOutcome.NotRun, Assert.Single(appraisal.Checks, check => check.Id == CheckIds.OmsBundle).Outcome);
    }

    [Fact]
    public void AnInstalledReleaseIsVerifiedAgainByTheBundleThatSpokeForIt()
    {
        InstalledRelease Installed(byte[]? bundle, byte[]? manifest = null) =>
            new(manifest ?? Manifest, default(ReadOnlyMemory<byte>?), path => new MemoryByteSource(Sample.Files.First(file => file.Path == path).Content))
            {
                OmsBundle = bundle is null ? default(ReadOnlyMemory<byte>?) : bundle,
            };
        PackageAppraisal Again(InstalledRelease release) => PackageVerifier.Reverify(
            release, SamplePackage.Policy, SamplePackage.Device, SamplePackage.Time, ManagedBlockHasher.Instance, TestContext.Current.CancellationToken);

        Verdicts.AssertTrusted(Again(Installed(Bundle(Whole()))).Verdict);
        Verdicts.AssertRejected(OmsReasons.ManifestNotCovered, Again(Installed(Bundle(Whole()[1..]))).Verdict);
        Verdicts.AssertRejected(OmsReasons.FileMismatch, Again(Installed(Bundle(Whole()), manifest: [.. Manifest, (byte)'\n'])).Verdict);
        Verdicts.AssertRejected(SignatureReasons.Missing, Again(Installed(null)).Verdict);
    }

    [Fact]
    public void NoChangedBitAndNoTruncationOfAPackageWithABundleAloneIsAccepted()
    {
        byte[] package = With(Unsigned, Bundle(Whole()));
        Verdicts.AssertTrusted(SamplePackage.Verify(package).Verdict);
        for (int bit = 0; bit < 8 * package.Length; bit += 53)
        {
            byte[] changed = [.. package];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsType<TrustVerdict.Rejected>(SamplePackage.Verify(changed).Verdict);
        }

        for (int length = 0; length < package.Length; length += 101)
        {
            Assert.IsType<TrustVerdict.Rejected>(SamplePackage.Verify(package[..length]).Verdict);
        }
    }

    private static void AssertStopped(Reason reason, byte[] bundle, TrustPolicy? policy = null, bool rejected = true)
    {
        CollectingSink sink = new();
        PackageAppraisal appraisal = SamplePackage.Verify(With(Unsigned, bundle), policy, sink: sink);
        if (rejected)
        {
            Verdicts.AssertRejected(reason, appraisal.Verdict);
        }
        else
        {
            Verdicts.AssertInconclusive(reason, appraisal.Verdict);
        }

        Assert.Null(appraisal.Manifest);
        Assert.Empty(appraisal.Signers);
        Assert.Equal(0, sink.BytesWritten);
    }

    private static void AssertRefused(Reason reason, byte[] package, byte[] bundle) => Verdicts.AssertRejected(reason, SamplePackage.Verify(With(package, bundle)).Verdict);

    private static byte[] With(byte[] package, byte[] bundle)
    {
        using MemoryStream output = new();
        MemoryByteSource source = new(package);
        PackageWriter.WriteBundled(output, source, SamplePackage.Ok(PackageReader.ReadEnvelope(source)), bundle, TestContext.Current.CancellationToken);
        return output.ToArray();
    }

    private static (string Name, byte[] Content)[] Whole() => [("manifest.json", Manifest), .. Sample.Files.Select(file => (file.Path, file.Content))];

    private static OmsStatement Statement((string Name, byte[] Content)[] files) => new(
        "keyword-spotter", "sha256", null, false, [], [.. files.Select(file => new OmsResource(file.Name, 0, null, Convert.ToHexStringLower(SHA256.HashData(file.Content))))]);

    private static OmsResource Part(string name, byte[] content, int start, int end) => new(name, start, end, Convert.ToHexStringLower(SHA256.HashData(content.AsSpan(start, end - start))));

    private static byte[] Bundle((string Name, byte[] Content)[] files, X509Certificate2? signer = null, bool certified = true)
    {
        X509Certificate2 by = signer ?? SamplePackage.Publisher;
        return SamplePackage.Ok(OmsSigner.Sign(Statement(files), by.GetECDsaPrivateKey()!, certified ? Chain(by) : [])).ToArray();
    }

    private static byte[] Signature(OmsStatement statement) => SamplePackage.Ok(OmsSigner.Sign(statement, SamplePackage.Publisher.GetECDsaPrivateKey()!, Chain(SamplePackage.Publisher))).ToArray();

    private static X509Certificate2[] Chain(X509Certificate2 signer) => [signer, .. SamplePackage.Intermediate.Intermediates];

    private static byte[] Changed(byte[] bundle, Action<JsonObject> change)
    {
        JsonObject parsed = JsonNode.Parse(bundle)!.AsObject();
        change(parsed);
        return Encoding.UTF8.GetBytes(parsed.ToJsonString());
    }
}
