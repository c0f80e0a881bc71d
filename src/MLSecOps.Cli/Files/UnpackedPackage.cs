using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Formats;
using MLSecOps.Formats.Packages;
using MLSecOps.Linux;
using MLSecOps.Linux.Files;
using MLSecOps.Trust.Packages;

namespace MLSecOps.Cli.Files;

/// <summary>A package that was unpacked, or a release in a device's store: a folder with its manifest, its signature and its files. Nothing outside the folder is opened, and no link is followed.</summary>
internal sealed class UnpackedPackage : IDisposable
{
    private readonly FolderBoundary _boundary;
    private readonly List<FileByteSource> _open = [];

    private UnpackedPackage(FolderBoundary boundary) => _boundary = boundary;

    /// <summary>The folder as the verifier takes it.</summary>
    public InstalledRelease Release { get; private set; } = null!;

    /// <summary>Opens the folder.</summary>
    /// <exception cref="CommandFailure">It cannot be read, or holds no manifest.</exception>
    public static UnpackedPackage Open(string folder)
    {
        UnpackedPackage opened = new(Boundary(folder));
        try
        {
            ReadOnlyMemory<byte> manifest = opened.Read(PackageNames.Manifest, Limits.DocumentBytes)
                ?? throw new CommandFailure(new Failure(
                    CommandReasons.FileUnreadable, $"{folder} is no unpacked package", $"it holds no {PackageNames.Manifest}", "For a folder with an OMS bundle, name that: --signature FILE."));
            opened.Release = new InstalledRelease(manifest, opened.Read(PackageNames.Signature, Limits.CmsBytes), opened.Find)
            {
                OmsBundle = opened.Read(PackageNames.OmsBundle, Limits.OmsBundleBytes),
                Entries = [.. FolderListing.Of(folder)],
                Unpacked = true,
            };
            return opened;
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            opened.Dispose();
            throw SmallFile.Unreadable(folder, outside);
        }
        catch (CommandFailure)
        {
            opened.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _open.ForEach(source => source.Dispose());
        _boundary.Dispose();
    }

    private static FolderBoundary Boundary(string folder)
    {
        try
        {
            return FolderBoundary.Open(folder);
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            throw SmallFile.Unreadable(folder, outside);
        }
    }

    private FileByteSource? Find(string path)
    {
        try
        {
            FileByteSource source = _boundary.OpenFile(path);
            _open.Add(source);
            return source;
        }
        catch (SystemCallException refused) when (refused.IsNoRegularFile)
        {
            return null;
        }
    }

    // One byte beyond the limit is enough for its parser to refuse it.
    private ReadOnlyMemory<byte>? Read(string name, int most)
    {
        if (Find(name) is not { } source)
        {
            return null;
        }

        byte[] content = new byte[Math.Min(source.Length, most + 1L)];
        return content.AsMemory(0, source.Read(0, content));
    }
}
