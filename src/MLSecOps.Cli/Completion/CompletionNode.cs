using System.CommandLine;
using MLSecOps.Cli.Grammar;

namespace MLSecOps.Cli.Completion;

/// <summary>What can follow one command.</summary>
/// <param name="Path">Words after the program's name, joined by spaces; empty for the program itself.</param>
/// <param name="Words">Nouns and verbs, with their purpose.</param>
/// <param name="Flags">Flags, with their purpose; <c>TakesValue</c> when a word follows.</param>
internal sealed record CompletionNode(string Path, IReadOnlyList<(string Word, string Purpose)> Words, IReadOnlyList<(string Flag, string Purpose, bool TakesValue)> Flags)
{
    /// <summary>The command and all below it, parents first.</summary>
    public static IReadOnlyList<CompletionNode> Of(Command command)
    {
        string[] words = Names.Of(command).Split(' ');
        CompletionNode node = new(
            string.Join(' ', words[1..]),
            [.. command.Subcommands.Select(sub => (sub.Name, sub.Description ?? string.Empty))],
            [.. Names.FlagsOf(command).Select(flag => (flag.Name, flag.Description ?? string.Empty, flag.ValueType != typeof(bool)))]);
        return [node, .. command.Subcommands.SelectMany(Of)];
    }
}
