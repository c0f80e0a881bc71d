namespace MLSecOps.Architecture.Tests;

/// <summary>One file of the repository.</summary>
internal sealed class RepositoryFile(string fullPath)
{
    private readonly Lazy<string[]> lines = new(() => System.IO.File.ReadAllLines(fullPath));
    private readonly Lazy<bool> isText = new(() => !System.IO.File.ReadAllBytes(fullPath).AsSpan().Contains((byte)0));

    /// <summary>Path from the root, with slashes.</summary>
    public string Path { get; } = System.IO.Path.GetRelativePath(Repository.Root, fullPath);

    public string Name => System.IO.Path.GetFileName(Path);

    public string FullPath => fullPath;

    public bool IsText => isText.Value;

    public IReadOnlyList<string> Lines => lines.Value;

    /// <summary>The project that it belongs to: <c>Core</c> for <c>src/MLSecOps.Core/…</c>.</summary>
    public string Project => Path.Split('/')[1]["MLSecOps.".Length..];

    /// <summary>Lines that match, as <c>path:line: text</c>, for a message that names the place.</summary>
    public IEnumerable<string> Where(Func<string, bool> matches) =>
        Lines.Select((line, index) => (line, index)).Where(row => matches(row.line)).Select(row => $"{Path}:{row.index + 1}: {row.line.Trim()}");

    public override string ToString() => Path;
}
