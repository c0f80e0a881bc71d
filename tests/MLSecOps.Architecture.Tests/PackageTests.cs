using System.Xml.Linq;

namespace MLSecOps.Architecture.Tests;

/// <summary>A dependency is a reviewed line with a reason.</summary>
public sealed class PackageTests
{
    private static readonly string[] Licences = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "PostgreSQL", "MPL-2.0"];

    private static readonly XDocument Central = XDocument.Load(Repository.File("Directory.Packages.props").FullPath);

    public static TheoryData<string> Packages => [.. Central.Descendants("PackageVersion").Select(package => package.Attribute("Include")!.Value)];

    /// <summary>One comment may stand above several packages of one family.</summary>
    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_has_a_comment_that_begins_with_its_licence(string name)
    {
        XElement package = Central.Descendants("PackageVersion").Single(element => element.Attribute("Include")!.Value == name);
        XComment? comment = package.NodesBeforeSelf().OfType<XComment>().LastOrDefault();
        Assert.NotNull(comment);
        string text = comment.Value.Trim();
        Assert.Contains(Licences, licence => text.StartsWith(licence + ". ", StringComparison.Ordinal));
        Assert.True(text.Length > 20, "the comment says why the package is there");
        if (text.StartsWith("MPL", StringComparison.Ordinal))
        {
            Assert.StartsWith("Tests", package.Parent!.Attribute("Label")!.Value);
        }
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_has_one_exact_version_and_is_used(string name)
    {
        XElement package = Central.Descendants("PackageVersion").Single(element => element.Attribute("Include")!.Value == name);
        Assert.Matches(@"^\d+\.\d+\.\d+(\.\d+)?(-[\w.]+)?$", package.Attribute("Version")!.Value);
        Assert.Contains(Repository.Files, file => Path.GetExtension(file.Name) is ".csproj" or ".props" && file.Lines.Any(line => line.Contains($"<PackageReference Include=\"{name}\"", StringComparison.Ordinal)));
    }
}
