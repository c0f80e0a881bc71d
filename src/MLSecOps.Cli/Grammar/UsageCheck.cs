using System.CommandLine;
using System.CommandLine.Parsing;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Grammar;

/// <summary>Finds the first mistake of a command line and says it in our words.</summary>
internal static class UsageCheck
{
    /// <summary>The first mistake, or null.</summary>
    public static Failure? FirstProblem(ParseResult line)
    {
        Command command = line.CommandResult.Command;
        return Unmatched(line, command)
            ?? MissingVerb(command)
            ?? Flags(line, command)
            ?? Operands(line, command)
            ?? (line.Errors.Count > 0 ? Failed($"{Names.Of(command)} cannot be understood", command) : null);
    }

    private static Failure? Unmatched(ParseResult line, Command command)
    {
        if (line.UnmatchedTokens is not [string word, ..])
        {
            return null;
        }

        if (word.StartsWith('-') && word.Length > 1)
        {
            string name = word.Split('=', 2)[0];
            return Failed($"unknown flag {name} of {Names.Of(command)}", command, Suggestion.Nearest(name, Names.FlagsOf(command).Select(flag => flag.Name)));
        }

        return command is Verb
            ? Failed($"one word too many: \"{word}\"", command)
            : Failed($"unknown command \"{word}\"", command, NearestCommand(word, command));
    }

    private static Failure? MissingVerb(Command command) =>
        command is Verb ? null : Failed($"{Names.Of(command)} needs a command: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}", command);

    private static Failure? Flags(ParseResult line, Command command)
    {
        foreach (Option flag in Names.FlagsOf(command))
        {
            OptionResult? given = line.GetResult(flag);
            if (given is null or { Implicit: true })
            {
                if (flag.Required)
                {
                    return Failed($"{Names.Of(command)} needs {Names.Of(flag)}", command);
                }

                continue;
            }

            if (given.IdentifierTokenCount > 1 && flag.ValueType != typeof(string[]))
            {
                return Failed($"{flag.Name} is given {given.IdentifierTokenCount} times", command);
            }

            if (flag.ValueType != typeof(bool) && given.Tokens.Count < given.IdentifierTokenCount)
            {
                return Failed($"{flag.Name} needs a value: {flag.HelpName}", command);
            }

            if (flag.Name == "--color" && given.Tokens[0].Value is not ("auto" or "always" or "never"))
            {
                return Failed("--color must be auto, always or never", command, Suggestion.Nearest(given.Tokens[0].Value, ["auto", "always", "never"]));
            }
        }

        return null;
    }

    private static Failure? Operands(ParseResult line, Command command)
    {
        Argument? missing = command.Arguments.FirstOrDefault(operand =>
            operand.Arity.MinimumNumberOfValues > 0 && (line.GetResult(operand)?.Tokens.Count ?? 0) < operand.Arity.MinimumNumberOfValues);
        return missing is null ? null : Failed($"{Names.Of(command)} needs {missing.Name}: {missing.Description}", command);
    }

    // A verb without its noun is the likeliest slip: mlsec verify for mlsec model verify.
    private static string? NearestCommand(string word, Command command)
    {
        Command? elsewhere = command.Subcommands.FirstOrDefault(noun => noun.Subcommands.Any(verb => verb.Name == word));
        return elsewhere is not null ? $"{elsewhere.Name} {word}" : Suggestion.Nearest(word, command.Subcommands.Select(sub => sub.Name));
    }

    private static Failure Failed(string what, Command command, string? meant = null) =>
        new(CommandReasons.Usage, what, meant is null ? null : $"did you mean \"{meant}\"?", $"See the examples: {Names.Of(command)} --help.");
}
