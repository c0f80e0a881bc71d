using MLSecOps.Formats.Worker;

namespace MLSecOps.Architecture.Tests;

/// <summary>The page of <c>suite.json</c> is written by hand; its tables name exactly the members that the parser reads.</summary>
public sealed class SanitySuitePageTests
{
    private const string Page = "packaging/docs/reference/sanity-suite.md";

    [Fact]
    public void Every_object_has_a_section_and_every_member_a_row_in_the_parser_s_order()
    {
        IReadOnlyList<string> lines = Repository.File(Page).Lines;

        // What comes after the last object is about when the suite runs and what is made of it.
        Assert.Equal(
            SuiteMembers.Objects.Select(row => row.Path),
            lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]).Take(SuiteMembers.Objects.Count));
        Assert.All(SuiteMembers.Objects, row =>
        {
            IEnumerable<string[]> table = lines
                .SkipWhile(line => line != "## " + row.Path).Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('|'));
            Assert.Equal(
                row.Members.Select((member, index) => ($"`{member}`", index < row.Required ? "yes" : "")),
                table.Select(cells => (cells[1].Trim(), cells[2].Trim())));
        });
    }

    /// <summary>What the page shows as an example is a suite that is read.</summary>
    [Fact]
    public void The_example_is_a_suite()
    {
        IEnumerable<string> example = Repository.File(Page).Lines.SkipWhile(line => line != "    {").TakeWhile(line => line.Length > 0);
        SanitySuiteParser.Parse(System.Text.Encoding.UTF8.GetBytes(string.Concat(example))).Match(
            suite => suite.Gates.Count,
            fault => throw new Xunit.Sdk.XunitException($"{fault.Expected} at {fault.Offset}"));
    }
}
