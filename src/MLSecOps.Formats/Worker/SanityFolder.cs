namespace MLSecOps.Formats.Worker;

/// <summary>Where a package keeps its suite: all names in a suite are relative to that folder.</summary>
/// <param name="SuitePath">The path of <c>suite.json</c>; null where there are only vectors.</param>
/// <param name="Folder">The folder, empty or with a slash at its end.</param>
public sealed record SanityFolder(string? SuitePath, string Folder)
{
    private const string SuiteName = "suite.json";
    private const string UsualFolder = "sanity/";

    /// <summary>Finds it.</summary>
    /// <param name="paths">Paths of all files of the role <c>sanity</c>.</param>
    /// <returns>Null where there are two suites.</returns>
    public static SanityFolder? Of(IReadOnlyCollection<string> paths)
    {
        string[] suites = [.. paths.Where(path => path == SuiteName || path.EndsWith("/" + SuiteName, StringComparison.Ordinal))];
        return suites.Length > 1 ? null
            : suites is [var suite] ? new SanityFolder(suite, suite[..(suite.LastIndexOf('/') + 1)])
            : new SanityFolder(null, paths.All(path => path.StartsWith(UsualFolder, StringComparison.Ordinal)) ? UsualFolder : "");
    }

    /// <summary>A path as the suite names it; null for a file outside the folder.</summary>
    public string? NameOf(string path) => path.StartsWith(Folder, StringComparison.Ordinal) ? path[Folder.Length..] : null;
}
