using MLSecOps.TestKit;

namespace MLSecOps.Linux.Tests.FsVerity;

/// <summary>A folder on a file system made for fs-verity: the one that <c>MLSEC_TEST_VERITY_FOLDER</c> names, else an ext4 image of its own, mounted by a loop device, which takes root.</summary>
internal sealed class VerityFolder : IAsyncDisposable
{
    private readonly ScratchFolder _scratch = new();
    private bool _mounted;

    private VerityFolder()
    {
    }

    /// <summary>True when somebody promised that fs-verity works here: then its absence is a failure, not a reason to skip.</summary>
    public static bool Promised => Environment.GetEnvironmentVariable("MLSEC_TEST_VERITY_FOLDER") is not null;

    public string Path { get; private set; } = "";

    /// <summary>Why there is none; null when there is.</summary>
    public string? Absence { get; private set; }

    public static async Task<VerityFolder> MakeAsync()
    {
        VerityFolder folder = new();
        if (Environment.GetEnvironmentVariable("MLSEC_TEST_VERITY_FOLDER") is { } where)
        {
            folder.Path = Directory.CreateDirectory(System.IO.Path.Combine(where, Guid.NewGuid().ToString("N"))).FullName;
            return folder;
        }

        string image = folder._scratch["image"];
        using (FileStream file = File.Create(image))
        {
            file.SetLength(512 << 20);
        }

        if (!Environment.IsPrivilegedProcess)
        {
            folder.Absence = "mounting an image takes root";
            return folder;
        }

        string mkfs = ToolRun.Exists("mkfs.ext4") ? "mkfs.ext4" : "/sbin/mkfs.ext4";
        if (!File.Exists("/sbin/mkfs.ext4") || (await ToolRun.Run(mkfs, "-q", "-O", "verity", image)).ExitCode != 0)
        {
            folder.Absence = "no mkfs.ext4 that knows fs-verity";
            return folder;
        }

        folder.Path = Directory.CreateDirectory(folder._scratch["mounted"]).FullName;
        ToolRun mount = await ToolRun.Run("mount", "-o", "loop", image, folder.Path);
        folder._mounted = mount.ExitCode == 0;
        folder.Absence = folder._mounted ? null : $"no loop device to mount by: {mount.Error.Trim()}";
        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        if (_mounted)
        {
            await ToolRun.Must("umount", Path);
        }
        else if (Promised)
        {
            Directory.Delete(Path, recursive: true);
        }

        _scratch.Dispose();
    }
}
