using System.Reflection;

namespace MLSecOps.Cli.Tests;

/// <summary>Where the checked-out files are.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>This project's folder.</summary>
    public static string Tests { get; } = Path.Combine(Root, "tests", "MLSecOps.Cli.Tests");
}
