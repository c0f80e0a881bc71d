namespace MLSecOps.Samples.FashionMnist;

/// <summary>Where results go. A file is there whole or not at all, also after Ctrl-C.</summary>
internal sealed class OutputFolder
{
    private readonly string _path;

    private OutputFolder(string path) => _path = path;

    /// <summary>Makes the folder now, so that a path that cannot be written is not found out after the training.</summary>
    public static OutputFolder Open(string path)
    {
        Attempt(path, () => Directory.CreateDirectory(path));
        return new OutputFolder(path);
    }

    /// <param name="name">Path under the folder; folders in it are made.</param>
    /// <param name="content">The whole file.</param>
    public void Write(string name, byte[] content)
    {
        var target = Path.Combine(_path, name);
        Attempt(target, () =>
        {
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            var partial = target + ".partial";
            File.WriteAllBytes(partial, content);
            File.Move(partial, target, overwrite: true);
        });
    }

    private static void Attempt(string target, Action effect)
    {
        try
        {
            effect();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFault("OUTPUT_NOT_WRITTEN", $"cannot write '{target}'", e.Message, "choose another --out");
        }
    }
}
