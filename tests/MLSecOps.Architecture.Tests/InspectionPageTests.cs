using System.Text;
using System.Text.RegularExpressions;
using MLSecOps.Contracts.Inspection;
using MLSecOps.Core.Inspection;
using MLSecOps.TestKit;

namespace MLSecOps.Architecture.Tests;

/// <summary>The rules of the inspection as people read them, and the catalogue that their techniques come from.</summary>
public sealed partial class InspectionPageTests
{
    private const string Page = "packaging/docs/reference/inspection-rules.md";

    /// <summary>Made from the table; <c>UPDATE_GOLDEN=1</c> writes it.</summary>
    [Fact]
    public void The_page_of_the_rules_follows_the_table()
    {
        StringBuilder page = new("# Inspection rules\n\n<!-- Made from the program's own tables; UPDATE_GOLDEN=1 tests/run Architecture writes it again. -->\n\n");
        page.Append("What `mlsec model inspect` and the agent look for in an ONNX model before anything runs it. The severity is the most that a finding weighs; a single one may weigh less. ");
        page.Append("A blocking finding keeps the model from being installed in mode enforce, unless the publisher waived that rule at that place in the signed `inspection.json`: ");
        page.Append("[inspect a model before you sign it](../how-to/inspect-a-model.md). Ids never change.\n\n| rule | severity | ATLAS |\n|---|---|---|\n");
        foreach (InspectionRule rule in InspectionRules.All)
        {
            page.Append($"| [{rule.Id}](#{rule.Id.ToLowerInvariant()}): {rule.Title} | {SeverityWord.Of(rule.Severity)} | {rule.Technique.Id} {rule.Technique.Name} |\n");
        }

        foreach (RulePage row in RulePages.All)
        {
            page.Append($"\n## {row.Rule.Id}\n\n**{char.ToUpperInvariant(row.Rule.Title[0])}{row.Rule.Title[1..]}.** {row.Detects}\n\nExample:\n\n    {row.Example}\n\nFix: {row.Fix}\n");
            if (row.References.Count > 0)
            {
                page.Append($"\nReferences: {string.Join("; ", row.References)}.\n");
            }
        }

        string full = Path.Combine(Repository.Root, Page);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(full, page.ToString());
        }

        Assert.True(File.Exists(full), $"{Page} is missing; UPDATE_GOLDEN=1 writes it");
        Assert.Equal(page.ToString(), File.ReadAllText(full));
    }

    [Fact]
    public void Every_rule_has_a_page_in_the_same_order()
    {
        Assert.Equal(InspectionRules.All, RulePages.All.Select(page => page.Rule));
        Assert.All(RulePages.All, page =>
        {
            Assert.Matches("^[A-Z][A-Z]*(-[A-Z]+)*$", page.Rule.Id);
            Assert.True(page.Detects.Length > 100, page.Rule.Id);
            Assert.EndsWith(".", page.Detects, StringComparison.Ordinal);
            Assert.EndsWith(".", page.Fix, StringComparison.Ordinal);
            Assert.InRange(page.Fix.Length, 20, 240);
            Assert.Contains(": ", page.Example, StringComparison.Ordinal);
        });
    }

    /// <summary>Ids and names are those of the published catalogue, so that what we say can be looked up.</summary>
    [Fact]
    public void Techniques_are_spelled_as_MITRE_ATLAS_spells_them()
    {
        string? catalogue = SharedVectors.Find("attestation/mitre-atlas/dist/ATLAS.yaml");
        Assert.SkipWhen(catalogue is null, SharedVectors.Absent);
        Dictionary<string, string> names = [];
        foreach (Match match in Technique().Matches(File.ReadAllText(catalogue!)))
        {
            names.TryAdd(match.Groups["id"].Value, match.Groups["name"].Value);
        }

        Assert.True(names.Count > 100, $"{names.Count} techniques");
        Assert.All(InspectionRules.All, rule => Assert.Equal((rule.Technique.Id, names.GetValueOrDefault(rule.Technique.Id)), (rule.Technique.Id, rule.Technique.Name)));
    }

    /// <summary>The long texts are for people at a terminal and in the docs: a device has no use for them.</summary>
    [Fact]
    public void No_program_of_a_device_refers_to_the_pages() =>
        Offenders.None(Repository.Sources.Where(file => file.Project is "EdgeAgent" or "Worker" or "Sandbox" or "Core" or "Formats")
            .Where(file => file.Lines.Any(line => line.Contains("RulePage", StringComparison.Ordinal))).Select(file => file.Path));

    [GeneratedRegex(@"^  - id: (?<id>AML\.T[0-9.]+)\n    name: (?<name>[^\n]+)$", RegexOptions.Multiline)]
    private static partial Regex Technique();
}
