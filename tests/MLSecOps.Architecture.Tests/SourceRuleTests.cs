using System.Text.RegularExpressions;

namespace MLSecOps.Architecture.Tests;

/// <summary>Rules that a reader would otherwise have to remember.</summary>
public sealed partial class SourceRuleTests
{
    [GeneratedRegex(@"^(?<access>public|internal|file)?\s*((static|sealed|abstract|partial|readonly|ref|unsafe)\s+)*(class|record struct|record class|record|struct|interface|enum|delegate [\w<>?]+)\s+(?<name>\w+)")]
    private static partial Regex Declaration();

    [GeneratedRegex(@"(?<![a-z])(Helpers?|Managers?|Utils?|Utility|Utilities|Misc)(?![a-z])|Common(?!Name)(?![a-z])")]
    private static partial Regex Nondescript();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);")]
    private static partial Regex Namespace();

    [GeneratedRegex(@"\b(TO[D]O|FIX[M]E|HA[C]K|X{3}|NotImplemented[E]xception)\b")]
    private static partial Regex Unfinished();

    [GeneratedRegex(@"#pragma warning [d]isable|\[(assembly: |module: )?(Unconditional)?Suppress[M]essage|<No[W]arn>|<WarningsNotAs[E]rrors>")]
    private static partial Regex Suppression();

    [Fact]
    public void Namespaces_follow_folders()
    {
        IEnumerable<string?> wrong = Repository.Sources.Where(file => file.Name is not ("Program.cs" or "LinuxOnly.cs")).Select(file =>
        {
            string expected = Path.GetDirectoryName(file.Path)!["src/".Length..].Replace('/', '.');
            string? found = file.Lines.Select(line => Namespace().Match(line)).FirstOrDefault(match => match.Success)?.Groups["name"].Value;
            return found == expected ? null : $"{file}: {found ?? "no file-scoped namespace"}, expected {expected}";
        });
        Offenders.None(wrong);
    }

    [Fact]
    public void Only_Linux_calls_native_code()
    {
        var outside = Repository.Sources.Where(file => file.Project != "Linux")
            .SelectMany(file => file.Where(line => Regex.IsMatch(line, @"\[\s*(LibraryImport|DllImport)|NativeLibrary\.|Marshal\.GetDelegateForFunctionPointer")));
        Offenders.None(outside);
    }

    [Fact]
    public void A_file_has_one_public_type_and_its_name()
    {
        IEnumerable<string?> wrong = Repository.Sources.Select(file =>
        {
            string[] names = [.. file.Lines.Select(line => Declaration().Match(line)).Where(match => match.Success && match.Groups["access"].Value == "public").Select(match => match.Groups["name"].Value).Distinct()];
            return names.Length > 1 || (names.Length == 1 && names[0] != file.Name[..file.Name.IndexOf('.')]) ? $"{file}: {string.Join(", ", names)}" : null;
        });
        Offenders.None(wrong);
    }

    [Fact]
    public void A_type_says_what_it_is()
    {
        var nondescript =
            from file in Repository.Sources
            from line in file.Lines
            let declaration = Declaration().Match(line.TrimStart())
            where declaration.Success && Nondescript().IsMatch(declaration.Groups["name"].Value)
            select $"{file}: {declaration.Groups["name"].Value}";
        Offenders.None(nondescript);
    }

    [Fact]
    public void Nothing_is_left_unfinished() =>
        Offenders.None(Repository.Texts.SelectMany(file => file.Where(line => Unfinished().IsMatch(line))));

    /// <summary>The reason stands on the same line (a Justification or a comment) or as a comment on the line above.</summary>
    [Fact]
    public void A_suppressed_analyser_has_its_reason_beside_it()
    {
        var bare =
            from file in Repository.Texts
            where Path.GetExtension(file.Name) is ".cs" or ".csproj" or ".props" or ".targets"
            from row in file.Lines.Select((line, index) => (line, above: index > 0 ? file.Lines[index - 1] : string.Empty, index))
            where Suppression().IsMatch(row.line)
            where !row.line.Contains("Justification", StringComparison.Ordinal) && !row.line.Contains("//", StringComparison.Ordinal) && !row.line.Contains("<!--", StringComparison.Ordinal)
                && !row.above.TrimStart().StartsWith("//", StringComparison.Ordinal) && !row.above.TrimEnd().EndsWith("-->", StringComparison.Ordinal)
            select $"{file}:{row.index + 1}";
        Offenders.None(bare);
    }

    [Fact]
    public void A_rule_that_is_switched_off_has_its_reason_above()
    {
        RepositoryFile rules = Repository.File("src/Build/House.globalconfig");
        bool explained = false;
        foreach (string line in rules.Lines)
        {
            explained = line.StartsWith('#') || (explained && line.Length > 0);
            Assert.True(explained || !line.EndsWith("= none", StringComparison.Ordinal), line);
        }
    }

    [Fact]
    public void A_program_begins_with_about_ten_lines()
    {
        RepositoryFile[] programs = [.. Repository.Sources.Where(file => file.Name == "Program.cs")];
        Assert.Equal(4, programs.Length);
        Assert.All(programs, file => Assert.InRange(file.Lines.Count(line => line.Trim().Length > 0 && !line.TrimStart().StartsWith("//", StringComparison.Ordinal)), 1, 15));
    }

    [Fact]
    public void Files_are_short_because_ideas_are() => Offenders.None(Repository.Sources.Where(file => file.Lines.Count > 450).Select(file => $"{file}: {file.Lines.Count} lines"));
}
