using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Oms;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Oms;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Packages;

/// <summary>Judges packages, and releases installed from them, from the first byte to the last (design §4, §5).</summary>
/// <remarks>
/// The order is the guarantee: head of the package, signature, manifest, policy of the device, layout, OMS bundle where there is one, then for
/// each file its index against the signed digest and its blocks against the index. Nothing behind the head is read before the signature is accepted,
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
        bool bundled = envelope.OmsBundle is not null;
        ReadOnlyMemory<byte> bundle = default;
        bool alone = bundled && envelope.Signature is null;
        if (alone && !PackageReader.ReadOmsBundle(package, envelope.OmsBundle!).TryGet(out bundle, out fault))
        {
            checks.Fail(CheckIds.OmsBundle, PackageNames.OmsBundle, fault);
            return Finish(checks, null, digest, [], time);
        }

        DocumentAppraisal authority = Authenticate(envelope.Manifest, envelope.Signature, alone ? bundle : default(ReadOnlyMemory<byte>?), policy, time, out OmsStatement? statement);
        IReadOnlyList<SignerIdentity> signers = authority.Signers;
        if (JudgeManifest(envelope.Manifest, authority, policy, device, time, checks) is not { } manifest)
        {
            return Finish(checks, null, digest, signers, time, bundled: bundled);
        }

        if (checks.FirstFailure is not null)
        {
            return Finish(checks, manifest, digest, signers, time, bundled: bundled);
        }

        if (!PackageReader.ReadLayout(package, envelope, manifest).TryGet(out PackageLayout? layout, out fault))
        {
            checks.Fail(CheckIds.Layout, "package", fault);
            return Finish(checks, manifest, digest, signers, time, bundled: bundled);
        }

        checks.Pass(CheckIds.Layout, "package", $"{layout.Files.Count} file(s)");
        if (bundled && !alone)
        {
            if (!PackageReader.ReadOmsBundle(package, envelope.OmsBundle!).TryGet(out bundle, out fault))
            {
                checks.Fail(CheckIds.OmsBundle, PackageNames.OmsBundle, fault);
                return Finish(checks, manifest, digest, signers, time, bundled: true);
            }

            statement = PackageOms.Beside(bundle, envelope.Manifest, policy.Publisher, time, checks);
        }

        OmsPayload? files = statement is null ? null : new OmsPayload(statement, sink, checks);
        if (checks.FirstFailure is null && files?.CheckOthers(package, envelope, layout, cancellation) != false
            && new PayloadCheck(package, hasher, files ?? sink, checks, cancellation).Run(layout))
        {
            files?.Conclude();
        }

        return Finish(checks, manifest, digest, signers, time, bundled: bundled);
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
        DocumentAppraisal authority = Authenticate(release.Manifest, release.Signature, release.OmsBundle, policy, time, out _);
        IReadOnlyList<SignerIdentity> signers = authority.Signers;
        if (JudgeManifest(release.Manifest, authority, policy, device, time, checks) is { } manifest)
        {
            foreach (ManifestFile file in manifest.Files)
            {
                JudgeInstalled(file, release.Open(file.Path), hasher, checks, cancellation);
            }

            if (release.Entries is { } entries)
            {
                JudgeEntries(manifest, release, entries, checks);
            }

            return Finish(checks, manifest, digest, signers, time, installed: true);
        }

        return Finish(checks, null, digest, signers, time, installed: true);
    }

    // Where there is a CMS it decides; only where there is none may an OMS bundle speak for the manifest.
    private static DocumentAppraisal Authenticate(
        ReadOnlyMemory<byte> manifest, ReadOnlyMemory<byte>? signature, ReadOnlyMemory<byte>? bundle, TrustPolicy policy, VerificationTime time, out OmsStatement? statement)
    {
        statement = null;
        return signature is null && bundle is { } alone
            ? PackageOms.Alone(alone, manifest, policy.Publisher, time, out statement)
            : DocumentVerifier.Verify(manifest.Span, signature, policy.Publisher, time);
    }

    private static ModelManifest? JudgeManifest(
        ReadOnlyMemory<byte> document, DocumentAppraisal authority, TrustPolicy policy, DeviceContext device, VerificationTime time, CheckList checks)
    {
        checks.AddDocument(authority.Verdict);
        // Without a signer that counts, or would if the time were proven, nobody vouches for the manifest.
        if (authority.Verdict is TrustVerdict.Rejected || authority.Signers.Count == 0)
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

    private static void JudgeEntries(ModelManifest manifest, InstalledRelease release, IReadOnlyList<string> entries, CheckList checks)
    {
        HashSet<string> known = [PackageNames.Manifest, release.Signature is null ? PackageNames.OmsBundle : PackageNames.Signature, .. manifest.Files.Select(file => file.Path)];
        if (release.Unpacked)
        {
            // An index is not used: the files are measured whole.
            known.UnionWith(manifest.Files.Select(file => PackageNames.IndexOf(file.Path)));
            if (release is { Signature: not null, OmsBundle: not null })
            {
                known.Add(PackageNames.OmsBundle);
                checks.Skip(CheckIds.OmsBundle, PackageNames.OmsBundle, OmsReasons.SecondNotExamined);
            }
        }

        string[] others = [.. entries.Where(entry => !known.Contains(entry)).Order(StringComparer.Ordinal)];
        foreach (string other in others)
        {
            checks.Fail(CheckIds.Layout, other, PackageReasons.MemberUnexpected, "no such file", "a file that nobody signed");
        }

        if (others.Length == 0)
        {
            checks.Pass(CheckIds.Layout, "folder", $"{manifest.Files.Count} file(s), and nothing else");
        }
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
        CheckList checks,
        ModelManifest? manifest,
        Sha256Digest? digest,
        IReadOnlyList<SignerIdentity> signers,
        VerificationTime time,
        bool installed = false,
        bool bundled = false)
    {
        checks.SkipRest(installed ? CheckIds.OfInstalled : CheckIds.OfPackage, "package");
        checks.SkipRest(bundled ? [CheckIds.OmsBundle, OmsChecks.Files] : [], PackageNames.OmsBundle);
        return new PackageAppraisal(checks.Decide(), manifest, digest, signers, time);
    }
}
