using System.CommandLine;
using MLSecOps.Cli.Grammar;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

public sealed class HelpTests
{
    public static TheoryData<string> Commands() => [.. All(CommandTree.Build()).Select(Names.Of)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_is_pinned(string command) =>
        Golden.Matches($"help/{command.Replace(' ', '-')}.txt", string.Join('\n', HelpText.Lines(Find(command))) + "\n");

    [Fact]
    public void Every_line_of_help_fits_a_terminal_and_is_ASCII() => Assert.All(
        All(CommandTree.Build()).SelectMany(HelpText.Lines),
        line => Assert.True(line.Length <= 160 && line.All(char.IsAscii), line));

    [Fact]
    public void Every_example_is_a_line_that_the_grammar_accepts()
    {
        foreach (string example in All(CommandTree.Build()).OfType<Verb>().SelectMany(verb => verb.Examples))
        {
            string[] words = example.Split(" > ")[0].Split(' ')[1..];
            Assert.Null(UsageCheck.FirstProblem(CommandTree.Build().Parse(words)));
        }
    }

    [Fact]
    public void Every_verb_has_two_examples() => Assert.All(All(CommandTree.Build()).OfType<Verb>(), verb => Assert.Equal(2, verb.Examples.Count));

    [Fact]
    public void A_flag_means_the_same_everywhere()
    {
        // --hardware and --version are said of a device in one verb and of a release in another: the same property, from the two sides.
        string[] sides = ["--hardware", "--fleet", "--output", "--config"];
        IEnumerable<IGrouping<string, Option>> flags = All(CommandTree.Build()).SelectMany(command => command.Options).GroupBy(flag => flag.Name);
        Assert.All(flags.Where(group => !sides.Contains(group.Key)), group => Assert.Single(group.Select(flag => $"{flag.HelpName}|{flag.Description}").Distinct()));
    }

    [Fact]
    public async Task Short_and_long_help_are_the_same_and_need_no_operand()
    {
        using ScratchFolder folder = new();
        Mlsec mlsec = new(folder.Path);

        MlsecRun brief = await mlsec.Run("model", "sign", "-h");
        MlsecRun full = await mlsec.Run("model", "sign", "x.mlpkg", "--help");

        Assert.Equal(0, brief.ExitCode);
        Assert.Equal(brief, full);
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Tests, "Goldens", "help", "mlsec-model-sign.txt"), TestContext.Current.CancellationToken), brief.Output);
    }

    private static IEnumerable<Command> All(Command command) => [command, .. command.Subcommands.SelectMany(All)];

    private static Command Find(string name) => All(CommandTree.Build()).Single(command => Names.Of(command) == name);
}
