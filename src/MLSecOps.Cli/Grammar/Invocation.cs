using System.CommandLine;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Grammar;

/// <summary>One run of a verb: the parsed line, and the world around the process.</summary>
internal sealed record Invocation(ParseResult Line, Surroundings Surroundings, PrintOptions Options)
{
    /// <summary>The clock of this machine, UTC.</summary>
    public DateTimeOffset Now => Surroundings.Time.GetUtcNow();

    /// <summary>The value of a flag, or null.</summary>
    public string? Text(Option<string> flag) => Line.GetValue(flag);

    /// <summary>The value of a required operand.</summary>
    public string Text(Argument<string> operand) => Line.GetValue(operand) ?? string.Empty;

    /// <summary>The values of a repeatable flag, in order.</summary>
    public string[] Texts(Option<string[]> flag) => Line.GetValue(flag) ?? [];

    /// <summary>The duration that a flag names, or null.</summary>
    /// <param name="flag">Written as in configuration files: <c>90s</c>, <c>1h30m</c>.</param>
    /// <param name="least">Least value.</param>
    /// <param name="most">Greatest value.</param>
    public TimeSpan? Duration(Option<string> flag, TimeSpan least, TimeSpan most)
    {
        if (Text(flag) is not { } text)
        {
            return null;
        }

        return Units.TryDuration(text, out TimeSpan duration) && duration >= least && duration <= most
            ? duration
            : throw Usage($"{flag.Name} must be a duration from {Units.Print(least)} to {Units.Print(most)} with units ms, s, m, h or d");
    }

    /// <summary>The full name of the command, such as <c>mlsec model verify</c>.</summary>
    public string CommandName => Names.Of(Line.CommandResult.Command);

    /// <summary>A wrong value of a flag or operand.</summary>
    public CommandFailure Usage(string what, string? why = null) =>
        new(new Failure(CommandReasons.Usage, what, why, $"See the examples: {CommandName} --help."));
}
