namespace MLSecOps.Configuration.Tests;

/// <summary>A throw-away root folder with files as a device has them.</summary>
internal sealed class ConfigurationFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("mlsec-configuration-").FullName;

    public string Write(string path, string text)
    {
        string file = Root + path;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
