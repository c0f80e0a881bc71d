using System.Collections.Concurrent;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Opening;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.Formats.Packages;
using MLSecOps.Formats.Verity;
using MLSecOps.Linux;
using MLSecOps.Linux.Files;
using MLSecOps.Trust;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;
using InstalledRelease = MLSecOps.Core.Update.InstalledRelease;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>The agent's use of the one verifier: packages into the staging folder, and installed releases where they lie.</summary>
/// <param name="layout">Where releases are.</param>
/// <param name="settings">Trust policy and device, as configured now.</param>
/// <param name="now">The time to judge by, with its origin.</param>
/// <param name="hasher">Hashes blocks.</param>
internal sealed class ReleaseVerification(StoreLayout layout, Func<AgentSettings> settings, Func<VerificationTime> now, IBlockHasher hasher)
{
    /// <summary>Learns plain digests on the way.</summary>
    public PlainDigests Plain { get; init; } = new();

    // Releases whose plain digests were learnt since the start: a second hash of every byte is for once only.
    private readonly ConcurrentDictionary<ReleaseId, bool> _learned = new();

    /// <summary>Most bytes of the sealed manifest or signature that are read back.</summary>
    private const int MaxSealBytes = 2 << 20;

    /// <summary>Most bytes of a file of the wrong size that are hashed only to name what was found, unless the signed one is larger: nobody may keep the device busy with a file that he made huge.</summary>
    private const long MaxForeignBytes = 1L << 30;

    /// <summary>For releases that were accepted already. A floor at the beginning of time lets no expiry pass for tampering: expiry must not stop a model that runs (design §5), it is told apart.</summary>
    private static readonly VerificationTime AlreadyAccepted = new(DateTimeOffset.UnixEpoch, TimeOrigin.Floor);

    /// <summary>Verifies an offered package for this device while copying its payload to the staging folder.</summary>
    public VerifiedPackage Stage(IByteSource package, string staging, SlotState slot, CancellationToken cancellationToken)
    {
        AgentSettings decided = settings();
        DeviceContext device = new(
            decided.Fleet ?? string.Empty,
            decided.Agent.Hardware,
            AgentVersion.Text,
            new Dictionary<string, ReleaseHistory>(StringComparer.Ordinal) { [slot.Model] = new(slot.Floor, slot.Current?.Id.Release) })
        {
            Bulletin = decided.Bulletin,
        };
        return Copy(package, staging, device, now(), null, cancellationToken);
    }

    /// <summary>Verifies the pristine package of a release that is installed, again from the first byte, while copying it to the staging folder.</summary>
    public VerifiedPackage Restage(IByteSource package, string staging, ReleaseId expected, CancellationToken cancellationToken) =>
        Copy(package, staging, DeviceContext.None, AlreadyAccepted, expected, cancellationToken);

    /// <summary>Compares an installed release with its signed manifest: signature, every file, and nothing else in the folder.</summary>
    /// <param name="model">Slot name.</param>
    /// <param name="release">Which release.</param>
    /// <param name="started">The device's clock now.</param>
    /// <param name="cancellationToken">Stops between windows.</param>
    /// <exception cref="IOException">It could not be read: nothing is known.</exception>
    public ReleaseMeasurement Recheck(string model, ReleaseId release, DateTimeOffset started, CancellationToken cancellationToken)
    {
        string folder = layout.Release(model, release);
        if (!Directory.Exists(folder))
        {
            return ReleaseMeasurement.Unreadable(release, started, new TamperedFile(release.FolderName, StoreReasons.ModelFileMissing, "the release's folder", "nothing"));
        }

        using FolderBoundary boundary = FolderBoundary.Open(folder);
        byte[]? manifest = ReadSeal(boundary, StoreLayout.ManifestFile);
        if (manifest is null || Sha256Digest.Of(manifest) != release.Manifest)
        {
            return ReleaseMeasurement.Unreadable(
                release,
                started,
                new TamperedFile(StoreLayout.ManifestFile, StoreReasons.SealBroken, release.Manifest.ToString(), manifest is null ? "nothing" : Sha256Digest.Of(manifest).ToString()));
        }

        List<FileByteSource> open = [];
        Dictionary<string, FileByteSource> files = new(StringComparer.Ordinal);
        using PlainHashing? learning = _learned.ContainsKey(release) ? null : new PlainHashing(hasher);
        try
        {
            PackageAppraisal appraisal = PackageVerifier.Reverify(
                new Trust.Packages.InstalledRelease(
                    manifest,
                    Seal(boundary, StoreLayout.SignatureFile),
                    path => Open(boundary, path, open) is { } found ? files[path] = found : null)
                {
                    OmsBundle = Seal(boundary, StoreLayout.OmsBundleFile),
                    Entries = [.. FolderListing.Of(folder)],
                },
                Accepting(settings().Trust),
                DeviceContext.None,
                AlreadyAccepted,
                learning ?? hasher,
                cancellationToken);
            List<TamperedFile> tampered = [.. appraisal.Checks.Where(check => check.Outcome == CheckOutcome.Failed).Select(check => Of(check, SealFile(folder)))];
            if (appraisal.Verdict is not TrustVerdict.Trusted && tampered.Count == 0)
            {
                tampered.Add(new TamperedFile(SealFile(folder), StoreReasons.SealBroken, "a verdict", appraisal.Verdict.GetType().Name));
            }

            if (learning is not null && tampered.Count == 0 && appraisal.Manifest is { } signed)
            {
                Learn(release, signed, path => files.TryGetValue(path, out FileByteSource? source) ? learning.Find(source) : null);
            }

            return new ReleaseMeasurement(
                release, started, tampered, FindModel(appraisal, boundary, cancellationToken), [.. appraisal.Signers.Select(signer => signer.Key)]);
        }
        finally
        {
            open.ForEach(source => source.Dispose());
        }
    }

    private void Learn(ReleaseId release, ModelManifest manifest, Func<string, Sha256Digest?> find)
    {
        foreach (ManifestFile file in manifest.Files.Where(file => VerifiedRelease.IsHandedOut(file.Role)))
        {
            if (find(file.Path) is { } known)
            {
                Plain.Learn(file.FsVerity, known);
            }
        }

        _learned[release] = true;
    }

    // The digest of what lies there, whether it is the signed one or not. A file of another size was refused before it was read.
    private Sha256Digest? FindModel(PackageAppraisal appraisal, FolderBoundary boundary, CancellationToken cancellationToken)
    {
        if (appraisal.Manifest?.Files.FirstOrDefault(file => file.Role == FileRole.Model) is not { } model)
        {
            return null;
        }

        Check? check = appraisal.Checks.FirstOrDefault(check => check.Id == CheckIds.Blocks && check.Subject == model.Path);
        if (Sha256Digest.TryParse(check?.Found, out Sha256Digest measured))
        {
            return measured;
        }

        using FileByteSource? source = Open(boundary, model.Path, []);
        if (source is null || source.Length > Math.Max(2 * model.SizeBytes, MaxForeignBytes))
        {
            return null;
        }

        try
        {
            return VerityDigester.Measure(source, hasher, null, cancellationToken);
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    private VerifiedPackage Copy(IByteSource package, string staging, DeviceContext device, VerificationTime time, ReleaseId? expected, CancellationToken cancellationToken)
    {
        using PayloadStaging sink = new(staging, Plain);
        PackageAppraisal appraisal = PackageVerifier.Verify(package, expected is null ? settings().Trust : Accepting(settings().Trust), device, time, hasher, sink, cancellationToken);
        if (appraisal.Verdict is not TrustVerdict.Trusted || appraisal is not { Manifest: { } manifest, ManifestDigest: { } digest })
        {
            return new VerifiedPackage(appraisal.Verdict, appraisal, null);
        }

        ReleaseId id = new(manifest.Release, digest);
        if (expected is not null && id != expected)
        {
            return new VerifiedPackage(new TrustVerdict.Rejected(StoreReasons.CandidateChanged, appraisal.Checks), appraisal, null);
        }

        // Read once more for the seal; if the file changed since, its digest is not the one that verified.
        if (!PackageReader.ReadEnvelope(package).TryGet(out PackageEnvelope? envelope, out _)
            || Authority(package, envelope) is not { } signature || Sha256Digest.Of(envelope.Manifest.Span) != digest)
        {
            return new VerifiedPackage(new TrustVerdict.Rejected(StoreReasons.CandidateChanged, appraisal.Checks), appraisal, null);
        }

        sink.Seal(envelope.Manifest.Span, signature.Span, envelope.Signature is null ? StoreLayout.OmsBundleFile : StoreLayout.SignatureFile);
        return new VerifiedPackage(appraisal.Verdict, appraisal, new InstalledRelease(id, manifest.Version, manifest.Format, null));
    }

    // A signer that was revoked since stops what is installed from now on, not what runs: for that a publisher recalls the release (decision 0015).
    private static TrustPolicy Accepting(TrustPolicy policy) => policy with { Publisher = policy.Publisher with { Revocation = null } };

    // What spoke for the manifest: the CMS, or where there is none the OMS bundle.
    private static ReadOnlyMemory<byte>? Authority(IByteSource package, PackageEnvelope envelope) =>
        envelope.Signature is not null || envelope.OmsBundle is null ? envelope.Signature
        : PackageReader.ReadOmsBundle(package, envelope.OmsBundle).TryGet(out ReadOnlyMemory<byte> bundle, out _) ? bundle
        : default(ReadOnlyMemory<byte>?);

    private static TamperedFile Of(Check check, string seal) => check.Id switch
    {
        CheckIds.Blocks when check.Reason == PackageReasons.MemberMissing => new(check.Subject, StoreReasons.ModelFileMissing, check.Expected, check.Found),
        CheckIds.Layout => new(check.Subject, StoreReasons.ModelFileUnsigned, check.Expected, check.Found),
        CheckIds.Blocks => new(check.Subject, StoreReasons.ModelTampered, check.Expected, check.Found),
        _ => new(seal, StoreReasons.SealBroken, check.Expected, $"{check.Id}: {check.Reason}"),
    };

    private static FileByteSource? Open(FolderBoundary boundary, string path, List<FileByteSource> open)
    {
        try
        {
            FileByteSource source = boundary.OpenFile(path);
            open.Add(source);
            return source;
        }
        catch (SystemCallException refused) when (refused.IsNoRegularFile)
        {
            return null;
        }
    }

    private static byte[]? ReadSeal(FolderBoundary boundary, string name)
    {
        using FileByteSource? source = Open(boundary, name, []);
        if (source is null || source.Length > MaxSealBytes)
        {
            return null;
        }

        byte[] content = new byte[source.Length];
        return source.Read(0, content) == content.Length ? content : null;
    }

    private static ReadOnlyMemory<byte>? Seal(FolderBoundary boundary, string name) =>
        ReadSeal(boundary, name) is { } content ? content : default(ReadOnlyMemory<byte>?);

    // A release has one of the two; where both lie, the CMS decides, and the other is nobody's.
    private static string SealFile(string folder) =>
        !File.Exists(Path.Combine(folder, StoreLayout.SignatureFile)) && File.Exists(Path.Combine(folder, StoreLayout.OmsBundleFile)) ? StoreLayout.OmsBundleFile : StoreLayout.SignatureFile;
}
