using System.Xml.Linq;

namespace MLSecOps.Architecture.Tests;

/// <summary>What a project file says about itself.</summary>
internal sealed class ProjectFile
{
    public ProjectFile(RepositoryFile file)
    {
        XDocument xml = XDocument.Load(file.FullPath);
        Name = System.IO.Path.GetFileNameWithoutExtension(file.Name)["MLSecOps.".Length..];
        Layer = Property(xml, "Layer");
        AssemblyName = Property(xml, "AssemblyName");
        NativeAot = Property(xml, "PublishAot") == "true";
        Sdk = xml.Root!.Attribute("Sdk")?.Value;
        References = [.. Items(xml, "ProjectReference").Select(path => System.IO.Path.GetFileNameWithoutExtension(path)["MLSecOps.".Length..]).Order(StringComparer.Ordinal)];
        Packages = [.. Items(xml, "PackageReference").Order(StringComparer.Ordinal)];
        Frameworks = [.. Items(xml, "FrameworkReference")];
    }

    public string Name { get; }

    public string? Layer { get; }

    public string? AssemblyName { get; }

    public string? Sdk { get; }

    public bool NativeAot { get; }

    public IReadOnlyList<string> References { get; }

    public IReadOnlyList<string> Packages { get; }

    public IReadOnlyList<string> Frameworks { get; }

    private static string? Property(XDocument xml, string name) => xml.Descendants(name).SingleOrDefault()?.Value;

    private static IEnumerable<string> Items(XDocument xml, string name) => xml.Descendants(name).Select(item => item.Attribute("Include")!.Value);
}
