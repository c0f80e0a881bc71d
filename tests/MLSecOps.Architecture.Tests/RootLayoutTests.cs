namespace MLSecOps.Architecture.Tests;

/// <summary>The top level of the repository is fixed.</summary>
public sealed class RootLayoutTests
{
    [Fact]
    public void The_root_has_exactly_what_the_design_names()
    {
        string[] found = [.. Directory.EnumerateFileSystemEntries(Repository.Root).Select(path => Path.GetFileName(path)!).Where(name => !name.StartsWith('.') && name != "artifacts").Order(StringComparer.Ordinal)];
        string[] expected = ["Directory.Packages.props", "LICENSE", "MLSecOps.EdgeAgent.sln", "README.md", "device-configs", "global.json", "packaging", "src", "tests"];
        Assert.Equal(expected, found);
    }

    [Theory]
    [InlineData("packaging/docs/tutorial")]
    [InlineData("packaging/docs/how-to")]
    [InlineData("packaging/docs/reference")]
    [InlineData("packaging/docs/explanation/decisions")]
    public void Documentation_is_sorted_by_what_the_reader_wants(string folder) => Assert.NotEmpty(Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.md"));

    [Fact]
    public void Decision_records_are_numbered_without_gaps_and_have_their_three_parts()
    {
        RepositoryFile[] records = [.. Repository.Files.Where(file => file.Path.StartsWith("packaging/docs/explanation/decisions/", StringComparison.Ordinal))];
        Assert.Equal(Enumerable.Range(1, records.Length).Select(number => number.ToString("0000")), records.Select(file => file.Name[..4]));
        Assert.All(records, file => Assert.All(["## Context", "## Decision", "## Consequences"], part => Assert.Contains(part, file.Lines)));
    }

    [Fact]
    public void Links_between_documents_lead_somewhere()
    {
        var broken =
            from file in Repository.Files
            where file.Name.EndsWith(".md", StringComparison.Ordinal)
            from line in file.Lines
            from System.Text.RegularExpressions.Match link in System.Text.RegularExpressions.Regex.Matches(line, @"\]\(([^)#:\s]+)(#[^)]*)?\)")
            let target = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file.FullPath)!, link.Groups[1].Value))
            where !Path.Exists(target)
            select $"{file}: {link.Groups[1].Value}";
        Offenders.None(broken);
    }
}
