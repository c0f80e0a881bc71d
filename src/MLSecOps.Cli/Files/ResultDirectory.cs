using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Files;

/// <summary>A folder that appears whole or not at all. Disposing before <see cref="Commit"/> leaves nothing.</summary>
internal sealed class ResultDirectory : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Open = Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string _path;
    private readonly string _temporary;
    private readonly List<string> _files = [];
    private bool _committed;

    /// <param name="path">Where the folder goes; nothing, or an empty folder, may be there.</param>
    public ResultDirectory(string path)
    {
        _path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        _temporary = Path.Combine(Path.GetDirectoryName(_path) ?? "/", $".{Path.GetFileName(_path)}.{Path.GetRandomFileName()}");
        if (File.Exists(_path) || (Directory.Exists(_path) && Directory.EnumerateFileSystemEntries(_path).Any()))
        {
            throw new CommandFailure(CommandReasons.OutputExists, $"{path} exists already and is not an empty folder");
        }

        // CreateDirectory would make missing parents too, and they would stay behind after a failure.
        if (!Directory.Exists(Path.GetDirectoryName(_path)))
        {
            throw new CommandFailure(CommandReasons.FileUnwritable, $"{path} cannot be written", "the folder above it does not exist");
        }

        Try(() => Directory.CreateDirectory(_temporary, Open));
    }

    /// <summary>Files written so far, relative to the folder.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Writes one file, flushed to the disk. The first file of a sub-folder decides whether others may look into that folder.</summary>
    public void Write(string relative, string text, UnixFileMode mode) => Write(relative, System.Text.Encoding.UTF8.GetBytes(text), mode);

    /// <summary>The same for bytes.</summary>
    public void Write(string relative, ReadOnlySpan<byte> content, UnixFileMode mode)
    {
        byte[] copy = content.ToArray();
        string file = Path.Combine(_temporary, relative);
        Try(() =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!, (mode & UnixFileMode.OtherRead) != 0 ? Open : Private);
            using FileStream stream = new(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
            stream.Write(copy);
            stream.Flush(flushToDisk: true);
        });
        _files.Add(relative);
    }

    /// <summary>Puts the folder in its place.</summary>
    public void Commit()
    {
        Try(() =>
        {
            if (Directory.Exists(_path))
            {
                Directory.Delete(_path);
            }

            Directory.Move(_temporary, _path);
        });
        _committed = true;
    }

    public void Dispose()
    {
        if (!_committed && Directory.Exists(_temporary))
        {
            Directory.Delete(_temporary, recursive: true);
        }
    }

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(CommandReasons.FileUnwritable, $"{_path} cannot be written");
        }
    }
}
