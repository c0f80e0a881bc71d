using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;

namespace MLSecOps.Cli.Grammar;

/// <summary>Help: purpose, usage, two examples, operands, flags, exit codes. Made from the same tables as completions.</summary>
internal static class HelpText
{
    private const int Width = 96;

    public static Outcome Outcome(Command command)
    {
        string[] lines = [.. Lines(command)];
        HelpDocument document = new() { Schema = Schemas.Help, Ok = true, Text = string.Join('\n', lines) };
        return new Outcome(document, [.. lines.Select(line => new Line(line))]);
    }

    /// <summary>The text, line by line.</summary>
    public static IEnumerable<string> Lines(Command command)
    {
        List<string> lines = [$"{Names.Of(command)}: {command.Description}", string.Empty, $"usage: {Usage(command)}"];
        Section(lines, "examples", Examples(command));
        Section(lines, "commands", Columns([.. Leaves(command)]));
        Section(lines, "operands", Columns([.. command.Arguments.Select(operand => (operand.Name, operand.Description ?? string.Empty))]));
        Section(lines, command.Parents.Any() ? "flags" : "flags of every command", Columns([.. command.Options.Where(flag => !flag.Hidden).Select(Row)]));
        if (command.Parents.Any())
        {
            IEnumerable<Option> inherited = Names.FlagsOf(command).Except(command.Options);
            Section(lines, "flags of every command", Columns([.. inherited.Select(Row)]));
        }

        Section(lines, "exit codes", ExitCodes.All.Select(row => $"  {row.Code.ToString(CultureInfo.InvariantCulture),-4} {row.Name,-13} {row.Meaning}"));
        return lines;
    }

    private static string Usage(Command command)
    {
        string operands = string.Concat(command.Arguments.Select(operand => operand.Arity.MinimumNumberOfValues > 0 ? $" {operand.Name}" : $" [{operand.Name}]"));
        string required = string.Concat(command.Options.Where(flag => flag.Required).Select(flag => $" {flag.Aliases.FirstOrDefault() ?? flag.Name} {flag.HelpName}"));
        string rest = command is Verb ? command.Options.Any(flag => !flag.Required) ? " [flags]" : string.Empty : " COMMAND [flags]";
        return Names.Of(command) + operands + required + rest;
    }

    private static IEnumerable<string> Examples(Command command) => command switch
    {
        Verb verb => verb.Examples.Select(example => "  " + example),
        _ when command.Parents.Any() => command.Subcommands.OfType<Verb>().Select(verb => "  " + verb.Examples[0]).Take(2),
        _ => ["  mlsec model verify model.mlpkg --trust acme/trust.toml", "  mlsec status"],
    };

    private static IEnumerable<(string Left, string Right)> Leaves(Command command) => command.Subcommands.SelectMany(sub =>
        sub is Verb ? [(Below(sub, command), sub.Description ?? string.Empty)] : Leaves(sub).Select(leaf => ($"{sub.Name} {leaf.Left}", leaf.Right)));

    private static string Below(Command sub, Command command) => Names.Of(sub)[(Names.Of(command).Length + 1)..];

    private static (string Left, string Right) Row(Option flag) => (Names.Of(flag), flag.Description ?? string.Empty);

    private static IEnumerable<string> Columns((string Left, string Right)[] rows)
    {
        int left = rows.Length == 0 ? 0 : rows.Max(row => row.Left.Length);
        foreach ((string name, string text) in rows)
        {
            string first = $"  {name.PadRight(left)}  ";
            foreach (string part in Wrap(text, Width - first.Length))
            {
                yield return first + part;
                first = new string(' ', first.Length);
            }
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        string line = string.Empty;
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = word;
            }
            else
            {
                line = line.Length == 0 ? word : $"{line} {word}";
            }
        }

        yield return line;
    }

    private static void Section(List<string> lines, string title, IEnumerable<string> content)
    {
        string[] rows = [.. content];
        if (rows.Length > 0)
        {
            lines.Add(string.Empty);
            lines.Add(title + ":");
            lines.AddRange(rows);
        }
    }
}
