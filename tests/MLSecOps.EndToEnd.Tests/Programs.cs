using System.Reflection;
using System.Runtime.InteropServices;

namespace MLSecOps.EndToEnd.Tests;

/// <summary>The programs as they ship, built by packaging/build before these tests run.</summary>
internal static class Programs
{
    /// <summary>The repository's root.</summary>
    public static string Root { get; } = typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(row => row.Key == "RepositoryRoot").Value!;

    public static string Mlsec => Published("mlsec");

    public static string Agent => Published("mlsec-agent");

    public static string Worker => Published("mlsec-worker");

    public static string Hub => Published("mlsec-hub");

    /// <summary>The sample model's folder, ready to pack.</summary>
    public static string SampleModel => Path.Combine(Root, "packaging/samples/fashion-mnist/model");

    private static string Published(string name)
    {
        string rid = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";
        string path = Path.Combine(Root, "artifacts/publish", rid, name);
        Assert.True(File.Exists(path), $"{path} is missing: run packaging/build first");
        return path;
    }
}
