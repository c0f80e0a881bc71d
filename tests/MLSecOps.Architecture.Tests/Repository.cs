using System.Reflection;

namespace MLSecOps.Architecture.Tests;

/// <summary>The repository that these tests were built from, read as files.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!.TrimEnd('/');

    /// <summary>Every file of the project itself: without what builds leave and without the history.</summary>
    public static IReadOnlyList<RepositoryFile> Files { get; } = [.. Walk(Root).Order(StringComparer.Ordinal).Select(path => new RepositoryFile(path))];

    /// <summary>What people wrote: text, but not lock files (content hashes spell anything).</summary>
    public static IReadOnlyList<RepositoryFile> Texts { get; } = NonEmpty(Files.Where(file => file.IsText && file.Name != "packages.lock.json"));

    /// <summary>C# sources under <c>src</c>.</summary>
    public static IReadOnlyList<RepositoryFile> Sources { get; } = NonEmpty(Files.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && file.Path.EndsWith(".cs", StringComparison.Ordinal)));

    /// <summary>Projects under <c>src</c>, by name without the prefix.</summary>
    public static IReadOnlyDictionary<string, ProjectFile> Projects { get; } =
        NonEmpty(Files.Where(file => file.Path.StartsWith("src/", StringComparison.Ordinal) && file.Path.EndsWith(".csproj", StringComparison.Ordinal)))
            .Select(file => new ProjectFile(file)).ToDictionary(project => project.Name);

    public static RepositoryFile File(string path) => Files.Single(file => file.Path == path);

    private static IEnumerable<string> Walk(string folder) =>
        // In a second work tree, .git is a file that names the first.
        Directory.EnumerateFiles(folder).Where(file => Path.GetFileName(file) != ".git").Concat(
            Directory.EnumerateDirectories(folder)
                .Where(sub => Path.GetFileName(sub) is not (".git" or "artifacts" or "bin" or "obj" or ".vs" or ".idea") && new DirectoryInfo(sub).LinkTarget is null)
                .SelectMany(Walk));

    // A rule over no file would hold of nothing.
    private static IReadOnlyList<RepositoryFile> NonEmpty(IEnumerable<RepositoryFile> files) =>
        files.ToList() is { Count: > 0 } list ? list : throw new InvalidOperationException($"no files found under {Root}");
}
