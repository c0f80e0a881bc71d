using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Files;

/// <summary>A file that appears whole or not at all: written beside its place, flushed to the disk, then renamed. Disposing before <see cref="Commit()"/> leaves nothing.</summary>
internal sealed class ResultFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporary;
    private readonly bool _replace;
    private bool _committed;

    /// <param name="path">Where the result goes.</param>
    /// <param name="replace">Whether a file that is there may be replaced.</param>
    /// <param name="mode">Permissions of the result.</param>
    public ResultFile(string path, bool replace, UnixFileMode mode)
    {
        _path = path;
        _replace = replace;
        _temporary = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/", $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        RefuseExisting();
        try
        {
            Stream = new FileStream(_temporary, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                UnixCreateMode = mode,
            });
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            throw Unwritable();
        }
    }

    /// <summary>Where to write.</summary>
    public FileStream Stream { get; }

    /// <summary>Writes a small result whole and puts it in its place.</summary>
    public void Commit(ReadOnlySpan<byte> content)
    {
        try
        {
            Stream.Write(content);
        }
        catch (IOException)
        {
            throw Unwritable();
        }

        Commit();
    }

    /// <summary>Flushes, and puts the file in its place.</summary>
    public void Commit()
    {
        try
        {
            Stream.Flush(flushToDisk: true);
            Stream.Dispose();
            RefuseExisting();
            File.Move(_temporary, _path, overwrite: _replace);
            _committed = true;
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            throw Unwritable();
        }
    }

    public void Dispose()
    {
        try
        {
            Stream.Dispose();
        }
        catch (IOException)
        {
            // A full disk shows again when the buffer is flushed on closing; the failure that matters was reported already.
        }

        if (!_committed)
        {
            File.Delete(_temporary);
        }
    }

    /// <summary>The failure for a result that cannot be written.</summary>
    public CommandFailure Unwritable() => new(CommandReasons.FileUnwritable, $"{_path} cannot be written");

    private void RefuseExisting()
    {
        if (!_replace && Path.Exists(_path))
        {
            throw new CommandFailure(CommandReasons.OutputExists, $"{_path} exists already");
        }
    }
}
