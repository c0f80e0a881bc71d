using System.Security.Cryptography;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Packages;
using MLSecOps.EdgeAgent.Opening;
using MLSecOps.Linux.Files;
using MLSecOps.Trust.Packages;

namespace MLSecOps.EdgeAgent.Store;

/// <summary>Takes verified payload into a folder of its own, which becomes a release by one rename. Until then it is nothing.</summary>
internal sealed class PayloadStaging : IPayloadSink, IDisposable
{
    private const UnixFileMode FolderMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly string _folder;
    private readonly PlainDigests? _plain;
    private readonly HashSet<string> _folders = [];
    private AtomicFile? _open;
    private Sha256Digest _verity;
    private IncrementalHash? _hash;

    /// <summary>Starts anew: what an earlier attempt left in <paramref name="folder"/> is removed.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="plain">Learns the plain digests of files that applications will get; null for nobody.</param>
    public PayloadStaging(string folder, PlainDigests? plain = null)
    {
        _folder = folder;
        _plain = plain;
        TreeSeal.Remove(folder);
        MakeFolder(folder);
    }

    /// <inheritdoc/>
    public void Begin(ManifestFile file)
    {
        // The path's form (relative, no dot components, ASCII) was checked by the manifest parser.
        string path = Path.Combine(_folder, file.Path);
        string parent = Path.GetDirectoryName(path)!;
        if (_folders.Add(parent))
        {
            MakeFolder(parent);
        }

        _open = AtomicFile.Create(path);
        _verity = file.FsVerity;
        _hash = _plain is not null && VerifiedRelease.IsHandedOut(file.Role) && _plain.Find(file.FsVerity) is null ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    }

    /// <inheritdoc/>
    public void Write(ReadOnlyMemory<byte> verified)
    {
        _open!.Append(verified.Span);
        _hash?.AppendData(verified.Span);
    }

    /// <inheritdoc/>
    public void End()
    {
        _open!.Commit();
        _open.Dispose();
        _open = null;
        if (_hash is not null)
        {
            // The file's end is told only when every block of it was as signed.
            _plain!.Learn(_verity, new Sha256Digest(_hash.GetHashAndReset()));
            _hash.Dispose();
            _hash = null;
        }
    }

    /// <summary>Adds the manifest and what spoke for it, which make the folder a release that can be verified again.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="signature">The CMS or the OMS bundle.</param>
    /// <param name="signatureFile">Which of the two.</param>
    public void Seal(ReadOnlySpan<byte> manifest, ReadOnlySpan<byte> signature, string signatureFile)
    {
        AtomicFile.Write(Path.Combine(_folder, StoreLayout.ManifestFile), manifest);
        AtomicFile.Write(Path.Combine(_folder, signatureFile), signature);
        foreach (string folder in _folders)
        {
            FolderFlush.Flush(folder);
        }

        FolderFlush.Flush(_folder);
    }

    public void Dispose()
    {
        _open?.Dispose();
        _hash?.Dispose();
    }

    private void MakeFolder(string folder)
    {
        Directory.CreateDirectory(folder, FolderMode);
        for (string? above = folder; above is not null && above.Length > _folder.Length; above = Path.GetDirectoryName(above))
        {
            _folders.Add(above);
        }
    }
}
