using System.Security.Cryptography;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Packages;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Formats.Verity;
using MLSecOps.Linux;
using MLSecOps.Linux.Files;
using MLSecOps.Linux.FsVerity;
using MLSecOps.Linux.Memory;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Opening;

/// <summary>Makes a release ready for applications: copies each file into memory, seals it, and only then measures it. Whoever changes the file in the store before, during or after that changes nothing in what was measured (G3).</summary>
/// <param name="layout">Where releases are.</param>
/// <param name="hasher">Hashes blocks.</param>
/// <param name="plain">Plain digests that are known already.</param>
/// <param name="room">How much memory may be taken, bytes.</param>
internal sealed class ReleaseSealing(StoreLayout layout, IBlockHasher hasher, PlainDigests plain, Func<long> room)
{
    /// <summary>Most files of one release: a message carries 253 descriptors, and one is the tap's.</summary>
    public const int MaxFiles = DescriptorPassing.MaxDescriptors - 1;

    // What the agent itself needs beside a copy until the next look: a window of verification, a worker's start, the journal.
    private const long ReserveBytes = 32L << 20;

    /// <summary>Does it. Cost where there is no fs-verity: one copy and one parallel hash of each file, and one sequential hash more for contents whose plain digest is not known.</summary>
    /// <exception cref="IOException">The store could not be read, or memory and descriptors ran out: nothing is known.</exception>
    public SealingOutcome Seal(string model, ReleaseId release, CancellationToken cancellationToken)
    {
        List<(ManifestFile Signed, FileByteSource Source)> open = [];
        List<VerifiedFile> done = [];
        SealingOutcome? ready = null;
        try
        {
            if (Find(model, release, open) is { } missing)
            {
                return missing;
            }

            long needed = open.Sum(file => FsVerityFile.Measure(file.Source.Handle) is FsVerityMeasurement.Measured ? 0 : file.Signed.SizeBytes);
            if (needed > 0 && room() < needed + ReserveBytes)
            {
                return new SealingOutcome.Impossible(OpenReasons.NoMemory);
            }

            foreach ((ManifestFile signed, FileByteSource source) in open)
            {
                if (Verify(model, signed, source, cancellationToken) is not { } verified)
                {
                    return new SealingOutcome.Differs(StoreReasons.ModelTampered);
                }

                done.Add(verified);
            }

            return ready = new SealingOutcome.Done(new VerifiedRelease(done));
        }
        finally
        {
            if (ready is null)
            {
                done.ForEach(file => file.Dispose());
            }

            // Where the store's own file is handed out, its source goes with it.
            open.Where(file => ready is null || !done.Any(kept => kept is GuardedFile && kept.Signed == file.Signed)).ToList().ForEach(file => file.Source.Dispose());
        }
    }

    private SealingOutcome? Find(string model, ReleaseId release, List<(ManifestFile, FileByteSource)> open)
    {
        string seal = StoreLayout.ManifestFile;
        string at = seal;
        try
        {
            using FolderBoundary boundary = FolderBoundary.Open(layout.Release(model, release));
            if (SealedManifest.Read(boundary, release) is not { } manifest)
            {
                return new SealingOutcome.Differs(StoreReasons.SealBroken);
            }

            List<ManifestFile> wanted = [.. manifest.Files.Where(file => VerifiedRelease.IsHandedOut(file.Role))];
            if (wanted.Count > MaxFiles)
            {
                return new SealingOutcome.Impossible(OpenReasons.TooManyFiles);
            }

            foreach (ManifestFile file in wanted)
            {
                at = file.Path;
                open.Add((file, boundary.OpenFile(file.Path)));
            }

            return null;
        }
        catch (SystemCallException missing) when (missing.IsNoRegularFile)
        {
            return new SealingOutcome.Differs(at == seal ? StoreReasons.SealBroken : StoreReasons.ModelFileMissing);
        }
    }

    // Null when the bytes are not the signed ones.
    private VerifiedFile? Verify(string model, ManifestFile signed, FileByteSource source, CancellationToken cancellationToken)
    {
        if (source.Length != signed.SizeBytes)
        {
            return null;
        }

        if (FsVerityFile.Measure(source.Handle) is FsVerityMeasurement.Measured guarded)
        {
            return guarded.Digest == signed.FsVerity && Measure(source, signed, cancellationToken) is { } known ? new GuardedFile(signed, known, source) : null;
        }

        SealedMemoryFile copy = SealedMemoryFile.CopyOf($"{model}/{signed.Path}", source.Handle, signed.SizeBytes, cancellationToken);
        Sha256Digest? measured = null;
        try
        {
            using FileByteSource content = FileByteSource.Over(copy.OpenReadOnly(), signed.Path);
            measured = content.Length == signed.SizeBytes ? Measure(content, signed, cancellationToken, always: true) : null;
            return measured is { } good ? new SealedCopy(signed, good, copy) : null;
        }
        finally
        {
            if (measured is null)
            {
                copy.Dispose();
            }
        }
    }

    // The plain digest of content that measures as it was signed; null for other content. What the kernel has measured is read only for a plain digest that is not known.
    private Sha256Digest? Measure(FileByteSource content, ManifestFile signed, CancellationToken cancellationToken, bool always = false)
    {
        Sha256Digest? known = plain.Find(signed.FsVerity);
        if (known is not null && !always)
        {
            return known;
        }

        using IncrementalHash? hash = known is null ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
        if (VerityDigester.Measure(content, hasher, hash is null ? null : (bytes, _) => hash.AppendData(bytes.Span), cancellationToken) != signed.FsVerity)
        {
            return null;
        }

        if (hash is not null)
        {
            known = new Sha256Digest(hash.GetHashAndReset());
            plain.Learn(signed.FsVerity, known.Value);
        }

        return known;
    }
}
