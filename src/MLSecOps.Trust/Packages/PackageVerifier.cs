using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Packages;

/// <summary>Judges packages, and releases installed from them, from the first byte to the last (design §4, §5).</summary>
/// <remarks>
/// The order is the guarantee: head of the package, signature, manifest, policy of the device, layout, then for each file its index
/// against the signed digest and its blocks against the index. Nothing behind the head is read before the signature is accepted,
/// and nothing of the payload before policy and layout are. An expiry that only a time floor shows does not stop the
/// examination, so that the report says whether anything else is wrong; its verdict is never better than inconclusive.
/// </remarks>
public static class PackageVerifier
{
    /// <summary>Judges a package.</summary>
    /// <param name="package">Untrusted bytes.</param>
    /// <param name="policy">Whom to trust.</param>
    /// <param name="device">For which device.</param>
    /// <param name="time">When.</param>
    /// <param name="hasher">Hashes blocks.</param>
    /// <param name="sink">Receives verified payload; null to only verify.</param>
    /// <param name="cancellation">Stops between windows.</param>
    /// <remarks>Memory does not grow with the payload. Exceptions of <paramref name="package"/> and <paramref name="sink"/> pass through: the outside world failed, nothing was judged.</remarks>
    public static PackageAppraisal Verify(
        IByteSource package, TrustPolicy policy, DeviceContext device, VerificationTime time, IBlockHasher hasher, IPayloadSink? sink, CancellationToken cancellation)
    {
        CheckList checks = new();
        if (!PackageReader.ReadEnvelope(package).TryGet(out PackageEnvelope? envelope, out FormatFault? fault))
        {
            checks.Fail(CheckIds.PackageEnvelope, "package", fault);
            checks.SkipRest(CheckIds.OfDocument, PackageNames.Manifest);
            return Finish(checks, null, null, [], time);
        }

        checks.Pass(CheckIds.PackageEnvelope, "package");
        Sha256Digest digest = Sha256Digest.Of(envelope.Manifest.Span);
        if (JudgeManifest(envelope.Manifest, envelope.Signature, policy, device, time, checks, out IReadOnlyList<SignerIdentity> signers) is not { } manifest)
        {
            return Finish(checks, null, digest, signers, time);
        }

        if (checks.FirstFailure is not null)
        {
            return Finish(checks, manifest, digest, signers, time);
        }

        if (!PackageReader.ReadLayout(package, envelope, manifest).TryGet(out PackageLayout? layout, out fault))
        {
            checks.Fail(CheckIds.Layout, "package", fault);
            return Finish(checks, manifest, digest, signers, time);
        }

        checks.Pass(CheckIds.Layout, "package", $"{layout.Files.Count} file(s)");
        if (envelope.OmsBundle is not null)
        {
            checks.Skip(CheckIds.OmsBundle, PackageNames.OmsBundle, PackageReasons.OmsNotExamined);
        }

        new PayloadCheck(package, hasher, sink, checks, cancellation).Run(layout);
        return Finish(checks, manifest, digest, signers, time);
    }

    /// <summary>Judges a release that is installed: the same signature, manifest and policy, and every file measured whole.</summary>
    /// <param name="release">What lies on the device; untrusted, since someone may have changed it.</param>
    /// <param name="policy">Whom to trust.</param>
    /// <param name="device">The device; without <see cref="DeviceContext.Releases"/> when the release may be an older one that is kept as a fall-back.</param>
    /// <param name="time">When.</param>
    /// <param name="hasher">Hashes blocks.</param>
    /// <param name="cancellation">Stops between windows.</param>
    /// <remarks>Every file is measured, also after one has failed: the report names all that changed.</remarks>
    public static PackageAppraisal Reverify(
        InstalledRelease release, TrustPolicy policy, DeviceContext device, VerificationTime time, IBlockHasher hasher, CancellationToken cancellation)
    {
        CheckList checks = new();
        Sha256Digest digest = Sha256Digest.Of(release.Manifest.Span);
        if (JudgeManifest(release.Manifest, release.Signature, policy, device, time, checks, out IReadOnlyList<SignerIdentity> signers) is { } manifest)
        {
            foreach (ManifestFile file in manifest.Files)
            {
                JudgeInstalled(file, release.Open(file.Path), hasher, checks, cancellation);
            }

            return Finish(checks, manifest, digest, signers, time, installed: true);
        }

        return Finish(checks, null, digest, signers, time, installed: true);
    }

    private static ModelManifest? JudgeManifest(
        ReadOnlyMemory<byte> document,
        ReadOnlyMemory<byte>? signature,
        TrustPolicy policy,
        DeviceContext device,
        VerificationTime time,
        CheckList checks,
        out IReadOnlyList<SignerIdentity> signers)
    {
        DocumentAppraisal appraisal = DocumentVerifier.Verify(document.Span, signature, policy.Publisher, time);
        checks.AddDocument(appraisal.Verdict);
        signers = appraisal.Signers;
        if (appraisal.Verdict is TrustVerdict.Rejected)
        {
            return null;
        }

        if (!ManifestParser.Parse(document.Span).TryGet(out ModelManifest? manifest, out FormatFault? fault))
        {
            checks.Fail(CheckIds.Manifest, PackageNames.Manifest, fault);
            return null;
        }

        checks.Pass(CheckIds.Manifest, PackageNames.Manifest, $"{manifest.Model} {manifest.Version}, release {manifest.Release}");
        DevicePolicy.Judge(manifest, Sha256Digest.Of(document.Span), device, policy.ReleaseJump, time, checks);
        return manifest;
    }

    private static void JudgeInstalled(ManifestFile file, IByteSource? content, IBlockHasher hasher, CheckList checks, CancellationToken cancellation)
    {
        if (content is null)
        {
            checks.Fail(CheckIds.Blocks, file.Path, PackageReasons.MemberMissing, $"{file.SizeBytes} bytes");
            return;
        }

        if (content.Length != file.SizeBytes)
        {
            checks.Fail(CheckIds.Blocks, file.Path, PackageReasons.MemberSize, $"{file.SizeBytes} bytes", $"{content.Length} bytes");
            return;
        }

        try
        {
            Sha256Digest measured = VerityDigester.Measure(content, hasher, null, cancellation);
            if (measured == file.FsVerity)
            {
                checks.Pass(CheckIds.Blocks, file.Path, measured.ToString());
            }
            else
            {
                checks.Fail(CheckIds.Blocks, file.Path, PackageReasons.PayloadMismatch, file.FsVerity.ToString(), measured.ToString());
            }
        }
        catch (EndOfStreamException)
        {
            checks.Fail(CheckIds.Blocks, file.Path, PackageReasons.MemberSize, $"{file.SizeBytes} bytes", "a file that became shorter");
        }
    }

    private static PackageAppraisal Finish(
        CheckList checks, ModelManifest? manifest, Sha256Digest? digest, IReadOnlyList<SignerIdentity> signers, VerificationTime time, bool installed = false)
    {
        checks.SkipRest(installed ? CheckIds.OfInstalled : CheckIds.OfPackage, "package");
        return new PackageAppraisal(checks.Decide(), manifest, digest, signers, time);
    }
}
