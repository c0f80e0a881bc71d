using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;
using MLSecOps.TestKit;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests;

public sealed class PackageVerifierTests
{
    private static readonly byte[] Honest = new SamplePackage().Build();

    [Fact]
    public void AnHonestPackageIsTrustedAndEveryCheckIsListed()
    {
        PackageAppraisal appraisal = SamplePackage.Verify(Honest);
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Equal("keyword-spotter", appraisal.Manifest!.Model);
        Assert.Equal("CN=Test Publisher", Assert.Single(appraisal.Signers).Subject);
        Assert.All(appraisal.Checks, check => Assert.Equal(CheckOutcome.Passed, check.Outcome));
        Assert.Superset(new HashSet<string>([.. CheckIds.OfDocument, .. CheckIds.OfPackage]), new HashSet<string>(appraisal.Checks.Select(check => check.Id)));
    }

    [Fact]
    public void ThePayloadArrivesWholeAndInOrder()
    {
        CollectingSink sink = new();
        Verdicts.AssertTrusted(SamplePackage.Verify(Honest, sink: sink).Verdict);
        Assert.Equal(["model.onnx", "sanity/suite.json", "empty.bin"], sink.Files.Select(file => file.Path));
        Assert.All(sink.Files.Zip(new SamplePackage().Files), pair => Assert.Equal(pair.Second.Content, pair.First.Content));
    }

    [Fact]
    public void OnALaptopDeviceChecksAreListedAsNotRunAndDoNotDecide()
    {
        PackageAppraisal appraisal = SamplePackage.Verify(Honest, device: DeviceContext.None);
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Equal(
            [CheckIds.Audience, CheckIds.Hardware, CheckIds.MinAgent, CheckIds.ReleaseFloor, CheckIds.ReleaseJump, CheckIds.Bulletin],
            appraisal.Checks.Where(check => check.Outcome == CheckOutcome.NotRun).Select(check => check.Id));
    }

    [Fact]
    [RedTeam("G1", "Leaves out the signature of a package", typeof(DocumentVerifier), "SIGNATURE_MISSING")]
    public void AnUnsignedPackageIsRejected() =>
        Verdicts.AssertRejected(SignatureReasons.Missing, SamplePackage.Verify(new SamplePackage().Build(new SamplePackage().ManifestBytes, null)).Verdict);

    [Fact]
    [RedTeam("G1", "Puts the signature of another release into a package", typeof(SignerAppraiser), "SIGNATURE_DIGEST_MISMATCH")]
    public void ASignatureOverAnotherManifestIsRejected()
    {
        SamplePackage other = new() { Change = manifest => manifest with { Release = 16 } };
        Verdicts.AssertRejected(
            SignatureReasons.DigestMismatch, SamplePackage.Verify(new SamplePackage().Build(new SamplePackage().ManifestBytes, SamplePackage.Sign(other.ManifestBytes))).Verdict);
    }

    [Fact]
    [RedTeam("G1", "Signs a package with an authority of one's own", typeof(ChainBuilder), "SIGNER_CHAIN_UNTRUSTED")]
    public void AStrangersSignatureIsRejected()
    {
        byte[] manifest = new SamplePackage().ManifestBytes;
        byte[] package = new SamplePackage().Build(manifest, SamplePackage.Sign(manifest, SigningAuthority.Create("Elsewhere").Issue()));
        PackageAppraisal appraisal = SamplePackage.Verify(package);
        Verdicts.AssertRejected(SignatureReasons.ChainUntrusted, appraisal.Verdict);
        Assert.Null(appraisal.Manifest);
        Assert.Contains(appraisal.Checks, check => check.Id == CheckIds.Blocks && check.Reason == PackageReasons.NotReached);
    }

    [Fact]
    public void AWellSignedManifestMustStillFollowItsSchema()
    {
        byte[] manifest = "{\"schema\":\"mlsec.model-manifest/1\"}"u8.ToArray();
        Verdicts.AssertRejected(PackageReasons.ManifestMemberMissing, SamplePackage.Verify(new SamplePackage().Build(manifest, SamplePackage.Sign(manifest))).Verdict);
    }

    [Fact]
    [RedTeam("G10", "Makes a device read a whole large package whose first block is wrong already", typeof(PayloadCheck), "PAYLOAD_DIGEST_MISMATCH")]
    public void AWrongFirstBlockIsRefusedWithinTwoMebibytes()
    {
        SamplePackage large = new() { Files = [("m", FileRole.Model, SamplePackage.Bytes(8 << 20))] };
        byte[] package = large.Build();
        long payload = PayloadOffset(package, large);
        package[payload] ^= 1;
        CountingSource source = new(package);
        CollectingSink sink = new();
        PackageAppraisal appraisal = PackageVerifier.Verify(source, SamplePackage.Policy, SamplePackage.Device, SamplePackage.Time, ManagedBlockHasher.Instance, sink, TestContext.Current.CancellationToken);
        Verdicts.AssertRejected(PackageReasons.PayloadMismatch, appraisal.Verdict);
        Assert.Contains("block at byte 0 ", appraisal.Checks[^1].Expected, StringComparison.Ordinal);
        Assert.InRange(source.BytesRead, 1 << 20, payload + (2 << 20));
        Assert.Equal(0, sink.BytesWritten);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData((1 << 20) - 1)]
    [InlineData(1 << 20)]
    [InlineData((2 << 20) + 4097)]
    [InlineData((5 << 20) - 1)]
    [InlineData(5 << 20)]
    [RedTeam("G3", "Changes a byte of the payload, so that bytes before or after it are used", typeof(PayloadCheck), "PAYLOAD_DIGEST_MISMATCH")]
    public void AChangedByteIsNamedByItsBlockAndOnlyGoodBytesReachTheSink(int at)
    {
        SamplePackage large = new() { Files = [("first", FileRole.Data, SamplePackage.Bytes(10)), ("m", FileRole.Model, SamplePackage.Bytes(6 << 20))] };
        byte[] package = large.Build();
        package[PayloadOffset(package, large, 1) + at] ^= 0x80;
        CollectingSink sink = new();
        PackageAppraisal appraisal = SamplePackage.Verify(package, sink: sink);
        Verdicts.AssertRejected(PackageReasons.PayloadMismatch, appraisal.Verdict);
        Assert.StartsWith($"block at byte {at / 4096 * 4096} ", appraisal.Checks[^1].Expected, StringComparison.Ordinal);
        Assert.Equal("m", appraisal.Checks[^1].Subject);
        Assert.Equal("first", Assert.Single(sink.Files).Path);
        // Windows: 1 MiB, then 2 MiB each.
        Assert.Equal(10 + (at < 1 << 20 ? 0 : at < 3 << 20 ? 1 << 20 : at < 5 << 20 ? 3 << 20 : 5 << 20), sink.BytesWritten);
    }

    [Fact]
    [RedTeam("G1", "Changes the unsigned index of a file", typeof(IndexCheck), "INDEX_MISMATCH")]
    public void AnIndexOfAnotherFileIsRefusedBeforeThePayloadIsRead()
    {
        SamplePackage large = new() { Files = [("m", FileRole.Model, SamplePackage.Bytes(1 << 20))] };
        byte[] package = large.Build();
        long payload = PayloadOffset(package, large);
        package[payload - 1024] ^= 1;
        Verdicts.AssertRejected(PackageReasons.IndexMismatch, SamplePackage.Verify(package).Verdict);
    }

    [Fact]
    [RedTeam("G3", "Exchanges index and payload for consistent others after the index was checked", typeof(IndexCheck), "INDEX_MISMATCH")]
    public void ASourceThatChangesBetweenTwoReadingsGainsNothing()
    {
        // Index and payload are exchanged for consistent others once the index has been checked.
        SamplePackage honest = new() { Files = [("m", FileRole.Model, SamplePackage.Bytes(300 * 4096))] };
        byte[] other = SamplePackage.Bytes(300 * 4096);
        other[5] ^= 1;
        SamplePackage forged = new() { Files = [("m", FileRole.Model, other)] };
        byte[] first = honest.Build(), second = forged.Build(honest.ManifestBytes, SamplePackage.Sign(honest.ManifestBytes), forged.Manifest);
        Assert.Equal(first.Length, second.Length);
        PackageFile file = Layout(first, honest).Files[0];
        SwitchingSource source = new(first, second, file.Index);
        PackageAppraisal appraisal = PackageVerifier.Verify(source, SamplePackage.Policy, SamplePackage.Device, SamplePackage.Time, ManagedBlockHasher.Instance, null, TestContext.Current.CancellationToken);
        Assert.True(source.Switched);
        Verdicts.AssertRejected(PackageReasons.IndexMismatch, appraisal.Verdict);
    }

    [Fact]
    [RedTeam("G3", "Shortens the package while it is verified", typeof(PayloadCheck), "PACKAGE_TRUNCATED")]
    public void ASourceThatShrinksIsRefused()
    {
        ShrinkingSource source = new(Honest, PayloadOffset(Honest, new SamplePackage()) + 4096);
        PackageAppraisal appraisal = PackageVerifier.Verify(source, SamplePackage.Policy, SamplePackage.Device, SamplePackage.Time, ManagedBlockHasher.Instance, null, TestContext.Current.CancellationToken);
        Verdicts.AssertRejected(PackageReasons.Truncated, appraisal.Verdict);
    }

    [Fact]
    [RedTeam("G10", "Sends a payload so large that its verification exhausts memory", typeof(PayloadCheck))]
    public void MemoryDoesNotGrowWithThePayload()
    {
        long Allocated(int mebibytes)
        {
            byte[] package = new SamplePackage { Files = [("m", FileRole.Model, SamplePackage.Bytes(mebibytes << 20))] }.Build();
            SamplePackage.Verify(package);
            long before = GC.GetAllocatedBytesForCurrentThread();
            Verdicts.AssertTrusted(SamplePackage.Verify(package).Verdict);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        // Beyond the window, each MiB of payload costs 64 bytes of the kept level, and the hashes of two index blocks.
        long small = Allocated(6), large = Allocated(38);
        Assert.InRange(small, 0, 5 << 20);
        Assert.InRange(large, 0, small + (32 << 10));
    }

    [Fact]
    public void CancellationStops()
    {
        using CancellationTokenSource cancelled = new();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => PackageVerifier.Verify(
            new MemoryByteSource(Honest), SamplePackage.Policy, SamplePackage.Device, SamplePackage.Time, ManagedBlockHasher.Instance, null, cancelled.Token));
    }

    private static PackageLayout Layout(byte[] package, SamplePackage sample)
    {
        MemoryByteSource source = new(package);
        PackageEnvelope envelope = SamplePackage.Ok(PackageReader.ReadEnvelope(source));
        Assert.True(ManifestParser.Parse(envelope.Manifest.Span).TryGet(out ModelManifest? manifest, out _));
        Assert.Equal(sample.Files.Length, manifest.Files.Count);
        return SamplePackage.Ok(PackageReader.ReadLayout(source, envelope, manifest));
    }

    private static long PayloadOffset(byte[] package, SamplePackage sample, int file = 0) => Layout(package, sample).Files[file].Payload.Offset;
}
