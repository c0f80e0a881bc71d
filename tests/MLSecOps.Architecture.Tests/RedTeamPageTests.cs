using System.Text;
using System.Text.RegularExpressions;

using MLSecOps.Core.Findings;
using MLSecOps.TestKit;

namespace MLSecOps.Architecture.Tests;

/// <summary>The page of attacks, made from the marks on the tests that make them (<see cref="RedTeamAttribute"/>), as the sources have them: the compiler holds the types, this the rest.</summary>
public sealed partial class RedTeamPageTests
{
    private const string Mark = "[RedTeam(";

    // The promises of the design, §2, in a line each.
    private static readonly string[] Promises =
    [
        "no model is current, handed out or run unless its package verified and passed its checks here",
        "no release older than the newest confirmed one comes back",
        "bytes verified are bytes used",
        "hub and broker, taken over, cannot make a device run what its publishers did not sign for it",
        "telemetry is attributable, fresh and gap-evident",
        "a hostile model file or package cannot take down, or read the secrets of, what handles it",
        "after a crash or power cut at any instruction, the old or the new model is whole",
        "unknown is never shown as good",
        "statistical alarms are false no more often than stated",
        "the agent stays inside its budget",
    ];

    [Fact]
    public void EveryAttackIsOnThePageWithItsTest()
    {
        List<(string Guarantee, string Attack, string StoppedBy, string[] Reasons, string Test, string File)> rows = [];
        foreach (RepositoryFile file in Repository.Files.Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal) && file.Path.EndsWith(".cs", StringComparison.Ordinal)))
        {
            List<Match> pending = [];
            foreach (string line in file.Lines)
            {
                Match mark = MarkLine().Match(line);
                Assert.True(mark.Success || !line.TrimStart().StartsWith(Mark, StringComparison.Ordinal), $"{file}: a mark that is not one line of texts and a type: {line.Trim()}");
                if (mark.Success)
                {
                    pending.Add(mark);
                }
                else if (pending.Count > 0 && TestLine().Match(line) is { Success: true } test)
                {
                    rows.AddRange(pending.Select(found => (
                        found.Groups[1].Value,
                        Regex.Unescape(found.Groups[2].Value),
                        found.Groups[3].Value,
                        CodeText().Matches(found.Groups[4].Value).Select(code => code.Groups[1].Value).ToArray(),
                        $"{file.Name[..^3]}.{test.Groups[1].Value}",
                        file.Path)));
                    pending.Clear();
                }
            }

            Assert.Empty(pending);
        }

        Assert.NotEmpty(rows);
        Assert.All(rows.SelectMany(row => row.Reasons), code =>
        {
            // With something for a person to do, unless it was put right already.
            Assert.True(ReasonCatalogue.Find(code) is { Next.Length: > 5 } or { Class: ReasonClass.Notice }, code);
        });
        StringBuilder page = new("# Red team: attacks, where they are stopped, and their tests\n\n");
        page.Append("<!-- Made from the marks on the tests; UPDATE_GOLDEN=1 tests/run RedTeamPage writes it again. -->\n\n");
        page.Append("Each row is an attack that a test makes and sees stopped, with these [reasons](reasons.md) where the defence is a refusal, beside an honest twin that passes. `tests/run NAME` runs the test.\n");
        Assert.All(rows, row => Assert.InRange(int.Parse(row.Guarantee[1..], System.Globalization.CultureInfo.InvariantCulture), 1, Promises.Length));
        for (int number = 1; number <= Promises.Length; number++)
        {
            var attacks = rows.Where(row => row.Guarantee == $"G{number}").OrderBy(row => row.Test, StringComparer.Ordinal).ThenBy(row => row.Attack, StringComparer.Ordinal).ToArray();
            page.Append($"\n## G{number}: {Promises[number - 1]}\n\n");
            page.Append(attacks.Length == 0 ? "No test attacks this yet.\n" : "| the attacker | stopped by | reason | test |\n|---|---|---|---|\n");
            foreach (var row in attacks)
            {
                string reasons = string.Join(", ", row.Reasons.Select(code => $"[{code}](reasons.md#{code})"));
                page.Append($"| {row.Attack} | `{row.StoppedBy}` | {reasons} | [{row.Test}](../../../{row.File}) |\n");
            }
        }

        ReferencePage.Matches("red-team.md", page.ToString());
    }

    [GeneratedRegex("""^\s*\[RedTeam\("(G[0-9]+)", "((?:[^"\\]|\\.)*)", typeof\(([A-Za-z]+)\)((?:, "[A-Z0-9_]+")*)\)\]$""")]
    private static partial Regex MarkLine();

    [GeneratedRegex("""^\s*public (?:async Task|void) ([A-Za-z0-9_]+)\(""")]
    private static partial Regex TestLine();

    [GeneratedRegex("\"([A-Z0-9_]+)\"")]
    private static partial Regex CodeText();
}
