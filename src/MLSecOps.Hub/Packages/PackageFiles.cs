using MLSecOps.Core.Digests;
using MLSecOps.Linux.Files;

namespace MLSecOps.Hub.Packages;

/// <summary>Packages as files, named by the digest of their manifest. A file is there whole or not at all.</summary>
internal sealed class PackageFiles
{
    private const string Suffix = ".mlpkg";

    private readonly string _folder;
    private readonly string _arriving;

    public PackageFiles(string stateDirectory)
    {
        _folder = Path.Combine(stateDirectory, "packages");
        _arriving = Path.Combine(stateDirectory, "arriving");
        Directory.CreateDirectory(_folder);
        if (Directory.Exists(_arriving))
        {
            // What a crash left half received.
            Directory.Delete(_arriving, recursive: true);
        }

        Directory.CreateDirectory(_arriving);
    }

    /// <summary>Path of a package.</summary>
    public string PathOf(Sha256Digest manifest) => Path.Combine(_folder, manifest.Hex + Suffix);

    /// <summary>A new file for a package on its way in.</summary>
    public FileStream Receive() => new(
        Path.Combine(_arriving, Path.GetRandomFileName()),
        new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Read, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite });

    /// <summary>Gives a received file, which is on disk whole, its place.</summary>
    public void Keep(FileStream received, Sha256Digest manifest)
    {
        received.Flush(flushToDisk: true);
        File.Move(received.Name, PathOf(manifest), overwrite: true);
        FolderFlush.Flush(_folder);
    }

    /// <summary>Bytes free for packages.</summary>
    public long FreeBytes => new DriveInfo(_folder).AvailableFreeSpace;
}
