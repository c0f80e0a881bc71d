using System.Reflection;

namespace MLSecOps.TestKit;

/// <summary>Test vectors of other projects, beside the repository (<c>../shared/vectors</c>) and never inside it.</summary>
public static class SharedVectors
{
    /// <summary>What a test says when it skips for want of them.</summary>
    public const string Absent = "the folder ../shared/vectors is not beside the repository";

    /// <summary>Path of a file or folder of the collection; null where the collection is absent.</summary>
    /// <param name="relative">Such as <c>ml/mnist</c>.</param>
    /// <exception cref="FileNotFoundException">The collection is there without this member, or is absent though CI=true.</exception>
    public static string? Find(string relative)
    {
        string root = Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", "vectors"));
        string path = Path.Combine(root, relative);
        if (File.Exists(path) || Directory.Exists(path))
        {
            return path;
        }

        bool required = Directory.Exists(root) || Environment.GetEnvironmentVariable("CI") == "true";
        return required ? throw new FileNotFoundException($"No test vector {relative}.", path) : null;
    }

    internal static string RepositoryRoot { get; } = typeof(SharedVectors).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(data => data.Key == "RepositoryRoot").Value!;
}
