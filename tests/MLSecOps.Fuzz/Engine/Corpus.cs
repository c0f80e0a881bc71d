using System.Reflection;
using System.Security.Cryptography;

namespace MLSecOps.Fuzz.Engine;

/// <summary>The seeds of a target, as committed: <c>tests/MLSecOps.Fuzz/Corpora/TARGET/NAME</c>.</summary>
internal static class Corpus
{
    private const string Project = "tests/MLSecOps.Fuzz";

    /// <summary>The repository.</summary>
    public static string Root { get; } = typeof(Corpus).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;

    /// <summary>Where a target's seeds lie.</summary>
    public static string Folder(string target) => Path.Combine(Root, Project, "Corpora", target);

    /// <summary>Every seed with its name, in the order of the names.</summary>
    /// <exception cref="InvalidOperationException">There is none: a run over nothing would hold of nothing.</exception>
    public static IReadOnlyList<(string Name, byte[] Content)> Load(string target)
    {
        string folder = Folder(target);
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
        Array.Sort(files, StringComparer.Ordinal);
        return files.Length == 0
            ? throw new InvalidOperationException($"{folder} has no seed; `seed {target}` makes them")
            : [.. files.Select(file => (Path.GetFileName(file), File.ReadAllBytes(file)))];
    }

    /// <summary>What a target needs beside its inputs, such as the key that signed the seeds.</summary>
    public static byte[] Context(string target, string name) => File.ReadAllBytes(Path.Combine(Folder(target), "context", name));

    /// <summary>Keeps an input that broke a parser, so that every later run gives it again.</summary>
    /// <returns>What to tell people.</returns>
    public static string Save(FuzzTarget target, Crash crash)
    {
        string name = $"crash-{Convert.ToHexStringLower(SHA256.HashData(crash.Input))[..12]}";
        Directory.CreateDirectory(Folder(target.Name));
        File.WriteAllBytes(Path.Combine(Folder(target.Name), name), crash.Input);
        return $"""
            {target.Name}: {crash.Detail}
            kept as {Project}/Corpora/{target.Name}/{name} ({crash.Input.Length} bytes); again with
            dotnet artifacts/bin/MLSecOps.Fuzz/debug/MLSecOps.Fuzz.dll replay {target.Name} {Project}/Corpora/{target.Name}/{name}
            """;
    }
}
