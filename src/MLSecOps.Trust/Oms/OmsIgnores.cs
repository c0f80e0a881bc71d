namespace MLSecOps.Trust.Oms;

/// <summary>Which paths of a folder need not be signed.</summary>
internal static class OmsIgnores
{
    /// <summary>What version control leaves at the root, whether or not a statement says so (OMS v1.0, 6.2).</summary>
    public static IReadOnlyList<string> Always { get; } = [".git", ".gitattributes", ".github", ".gitignore"];

    /// <summary>True when <paramref name="path"/> is the ignored one, or lies below it.</summary>
    public static bool Covers(string ignored, string path)
    {
        string prefix = ignored.TrimEnd('/');
        return path == prefix || (path.StartsWith(prefix, StringComparison.Ordinal) && path.Length > prefix.Length && path[prefix.Length] == '/');
    }
}
