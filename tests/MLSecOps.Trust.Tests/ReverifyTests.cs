using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Verity;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Tests;

/// <summary>A release that lies on the device.</summary>
public sealed class ReverifyTests
{
    private static readonly SamplePackage Sample = new();
    private static readonly byte[] Manifest = Sample.ManifestBytes;
    private static readonly byte[] Signature = SamplePackage.Sign(Manifest);

    [Fact]
    public void AnUntouchedReleaseIsTrusted()
    {
        PackageAppraisal appraisal = Reverify(Files());
        Verdicts.AssertTrusted(appraisal.Verdict);
        Assert.Equal(3, appraisal.Checks.Count(check => check.Id == CheckIds.Blocks));
        Assert.Equal(SamplePackage.Verify(Sample.Build(Manifest, Signature)).ManifestDigest, appraisal.ManifestDigest);
    }

    [Fact]
    [RedTeam("G1", "Changes, removes or replaces files of an installed release", typeof(PackageVerifier), "PAYLOAD_DIGEST_MISMATCH", "PACKAGE_MEMBER_MISSING", "PACKAGE_MEMBER_SIZE")]
    public void EveryChangedFileIsNamed()
    {
        Dictionary<string, byte[]?> files = Files();
        files["model.onnx"]![8999] ^= 1;
        files["sanity/suite.json"] = null;
        files["empty.bin"] = [0];
        PackageAppraisal appraisal = Reverify(files);
        Verdicts.AssertRejected(PackageReasons.PayloadMismatch, appraisal.Verdict);
        Assert.Equal(
            [("model.onnx", PackageReasons.PayloadMismatch), ("sanity/suite.json", PackageReasons.MemberMissing), ("empty.bin", PackageReasons.MemberSize)],
            appraisal.Checks.Where(check => check.Outcome == CheckOutcome.Failed).Select(check => (check.Subject, check.Reason!)));
    }

    [Fact]
    [RedTeam("G1", "Changes the manifest of an installed release, or removes its signature", typeof(DocumentVerifier), "SIGNATURE_DIGEST_MISMATCH", "SIGNATURE_MISSING")]
    public void AChangedManifestOrLostSignatureIsRejected()
    {
        byte[] changed = [.. Manifest];
        changed[^3] ^= 1;
        Verdicts.AssertRejected(SignatureReasons.DigestMismatch, Reverify(Files(), changed).Verdict);
        Verdicts.AssertRejected(SignatureReasons.Missing, PackageVerifier.Reverify(
            new InstalledRelease(Manifest, null, _ => null), SamplePackage.Policy, SamplePackage.Device, SamplePackage.Time, ManagedBlockHasher.Instance, TestContext.Current.CancellationToken).Verdict);
    }

    [Fact]
    [RedTeam("G8", "Hides a changed file behind an expiry that nobody can prove", typeof(PackageVerifier), "RELEASE_TIME_UNPROVEN", "PAYLOAD_DIGEST_MISMATCH")]
    public void AnUnprovenExpiryDoesNotHideTampering()
    {
        VerificationTime floor = new(SamplePackage.Now.AddDays(200), TimeOrigin.Floor);
        Verdicts.AssertInconclusive(PolicyReasons.ReleaseTimeUnproven, Reverify(Files(), time: floor).Verdict);
        Dictionary<string, byte[]?> files = Files();
        files["model.onnx"]![0] ^= 1;
        Verdicts.AssertRejected(PackageReasons.PayloadMismatch, Reverify(files, time: floor).Verdict);
    }

    [Fact]
    [RedTeam("G1", "Adds a file to a package that was unpacked", typeof(PackageVerifier), "PACKAGE_MEMBER_UNEXPECTED")]
    public void WhatNobodySignedIsFoundWhereTheFolderIsListed()
    {
        PackageAppraisal Judge(bool unpacked, params string[] more) => PackageVerifier.Reverify(
            new InstalledRelease(Manifest, Signature, path => new MemoryByteSource(Sample.Files.First(file => file.Path == path).Content))
            {
                Entries = ["manifest.json", "manifest.p7s", .. Sample.Files.Select(file => file.Path), .. more],
                Unpacked = unpacked,
            },
            SamplePackage.Policy,
            SamplePackage.Device,
            SamplePackage.Time,
            ManagedBlockHasher.Instance,
            default);
        Verdicts.AssertTrusted(Judge(false).Verdict);
        Verdicts.AssertTrusted(Judge(true, "index/model.onnx").Verdict);
        Assert.All(new[] { "extra", "sanity/extra", "index/extra", "Model.onnx", "manifest.oms.json" }, path => Verdicts.AssertRejected(PackageReasons.MemberUnexpected, Judge(true, path).Verdict));
        Assert.All(new[] { "index/model.onnx", "manifest.oms.json" }, path => Verdicts.AssertRejected(PackageReasons.MemberUnexpected, Judge(false, path).Verdict));
    }

    private static Dictionary<string, byte[]?> Files() => Sample.Files.ToDictionary(file => file.Path, file => (byte[]?)[.. file.Content]);

    private static PackageAppraisal Reverify(Dictionary<string, byte[]?> files, byte[]? manifest = null, VerificationTime? time = null) => PackageVerifier.Reverify(
        new InstalledRelease(manifest ?? Manifest, Signature, path => files[path] is { } content ? new MemoryByteSource(content) : null),
        SamplePackage.Policy,
        SamplePackage.Device,
        time ?? SamplePackage.Time,
        ManagedBlockHasher.Instance,
        default);
}
