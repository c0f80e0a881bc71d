using System.Text;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Configuration.Hub;
using MLSecOps.Configuration.Operator;
using MLSecOps.Configuration.Trust;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Journal;
using MLSecOps.Core.Findings;

namespace MLSecOps.Architecture.Tests;

/// <summary>Pages that are made from the program's own tables. <c>UPDATE_GOLDEN=1</c> writes them; a page that lags behind fails.</summary>
public sealed class ReferencePageTests
{
    private const string Reference = "packaging/docs/reference/";

    [Fact]
    public void Reasons()
    {
        StringBuilder page = Page("Reasons", "Every refusal, failure and finding has one of these codes, the same in the command line, JSON, the journal and `mlsec status`. A code never changes its meaning.");
        foreach (IGrouping<ReasonClass, Reason> group in ReasonCatalogue.All.GroupBy(reason => reason.Class).OrderBy(group => group.Key))
        {
            ExitCodeRow exit = ExitCodes.All.Single(row => row.Code == (int)group.Key);
            page.Append($"\n## Exit code {exit.Code}: {exit.Name}\n\n{Sentence(exit.Meaning)}\n");
            foreach (Reason reason in group)
            {
                page.Append($"\n### {reason.Code}\n\n**{Sentence(reason.Title)}** {reason.Meaning}\n");
                if (reason.Next.Length > 0)
                {
                    page.Append($"\nNext: {Sentence(reason.Next)}\n");
                }
            }
        }

        Matches(Reference + "reasons.md", page);
    }

    [Fact]
    public void Exit_codes()
    {
        StringBuilder page = Page("Exit codes", "One table for every command of every program. Only 0 means \"load it\".");
        page.Append("\n| code | name | meaning | may the same command work later? |\n|---:|---|---|---|\n");
        foreach (ExitCodeRow row in ExitCodes.All)
        {
            page.Append($"| {row.Code} | {row.Name} | {row.Meaning} | {row.Retry} |\n");
        }

        Matches(Reference + "exit-codes.md", page);
    }

    [Fact]
    public void Events()
    {
        StringBuilder page = Page("Journal events", "What the agent writes to the journal. `journalctl MESSAGE_ID=<id>` finds one kind, `journalctl -x` shows its text.");
        page.Append("\n| event | severity | MESSAGE_ID |\n|---|---|---|\n");
        foreach (JournalEvent row in JournalEvents.All)
        {
            page.Append($"| [{row.Name}](#{row.Name}) | {SeverityWords.Of(row.Severity)} | `{row.Id}` |\n");
        }

        foreach (JournalEvent row in JournalEvents.All)
        {
            page.Append($"\n## {row.Name}\n\n**{Sentence(row.Subject)}** {row.Body}\n");
        }

        Matches(Reference + "events.md", page);
    }

    [Fact]
    public void Settings()
    {
        StringBuilder page = Page("Configuration", "TOML. An unknown key is an error; all problems are reported at once by `mlsec config check`. Later files win, key by key.");
        page.Append("\n## agent.toml\n\nRead in this order: `/usr/lib/mlsec/agent.toml`, `/run/mlsec/agent.d/*.toml`, `/etc/mlsec/agent.toml`, `/etc/mlsec/agent.d/NN-name.toml`.\n\n");
        Table(page, AgentKeys.All);
        page.Append("\n## trust.toml\n\nWhose signatures this machine accepts. It comes from the image, the package or the local administrator, never from a hub.\n\n");
        Table(page, TrustKeys.All);
        page.Append("\n## operator.toml\n\nHow a person reaches the hub: the commands that ask one take `--operator FILE`, else the environment's `MLSEC_OPERATOR`, else "
            + "`$XDG_CONFIG_HOME/mlsec/operator.toml` (by default `~/.config/mlsec/operator.toml`), else `/etc/mlsec/operator.toml`. `mlsec trust init` writes one.\n\n");
        Table(page, OperatorKeys.All);
        page.Append("\n## hub.toml\n\nRead by `mlsec-hub` from `/etc/mlsec/hub.toml`, or from the file of `--config`.\n\n");
        Table(page, HubKeys.All);
        Matches(Reference + "configuration.md", page);
    }

    /// <summary>What journald's <c>-x</c> shows, in the format of the systemd journal message catalogue.</summary>
    [Fact]
    public void Journal_catalogue()
    {
        StringBuilder page = new("# Made from the table of events; see the reference page of events.\n");
        foreach (JournalEvent row in JournalEvents.All)
        {
            page.Append($"\n-- {row.Id}\nSubject: {row.Subject}\nDefined-By: mlsec-agent\n\n{row.Body}\nReason: @MLSEC_REASON@, model: @MLSEC_MODEL@\n");
        }

        Matches("packaging/catalog/mlsec.catalog", page);
    }

    /// <summary>The glossary is written by hand; this holds that the words the design fixes are in it.</summary>
    [Theory]
    [InlineData("event")]
    [InlineData("finding")]
    [InlineData("incident")]
    [InlineData("package")]
    [InlineData("release")]
    [InlineData("version")]
    [InlineData("confirmed")]
    [InlineData("held, served, audited")]
    [InlineData("digest")]
    [InlineData("verdict, freshness, enforcement")]
    public void The_glossary_has_the_word(string word) => Assert.Contains(Repository.File(Reference + "glossary.md").Lines, line => line.StartsWith($"**{word}**", StringComparison.Ordinal));

    private static StringBuilder Page(string title, string lead) => new StringBuilder($"# {title}\n\n<!-- Made from the program's own tables; UPDATE_GOLDEN=1 tests/run Architecture writes it again. -->\n\n{lead}\n");

    private static void Table(StringBuilder page, IReadOnlyList<ConfigurationKey> keys)
    {
        page.Append("| key | default | accepts | meaning |\n|---|---|---|---|\n");
        foreach (ConfigurationKey key in keys)
        {
            page.Append($"| `{key.Name}` | {(key.Default.Length == 0 ? string.Empty : $"`{key.Default}`")} | {key.Accepts} | {key.Purpose} |\n");
        }
    }

    private static string Sentence(string text) => char.ToUpperInvariant(text[0]) + text[1..] + (text[^1] is '.' or '?' ? string.Empty : ".");

    private static void Matches(string path, StringBuilder page)
    {
        string full = Path.Combine(Repository.Root, path);
        string text = page.ToString();
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllText(full, text);
        }

        Assert.True(File.Exists(full), $"{path} is missing; UPDATE_GOLDEN=1 writes it");
        Assert.Equal(text, File.ReadAllText(full));
    }
}
