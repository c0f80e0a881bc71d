namespace MLSecOps.Cli.Tests;

/// <summary>Texts that people read, pinned in files. <c>UPDATE_GOLDEN=1</c> rewrites them; review the difference like code.</summary>
internal static class Golden
{
    private static readonly string Folder = Path.Combine(Repository.Tests, "Goldens");

    public static void Matches(string name, string actual)
    {
        string file = Path.Combine(Folder, name);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"{file} is missing; UPDATE_GOLDEN=1 writes it");
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
