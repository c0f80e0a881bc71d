using System.CommandLine;

namespace MLSecOps.Cli.Grammar;

/// <summary>How commands, flags and operands are called in texts.</summary>
internal static class Names
{
    /// <summary>The words of a command, from the program's name on.</summary>
    public static string Of(Command command)
    {
        Symbol? parent = command.Parents.FirstOrDefault();
        return parent is Command above ? $"{Of(above)} {command.Name}" : command.Name;
    }

    /// <summary>A flag with its short form and its value: <c>-o, --output FILE</c>.</summary>
    public static string Of(Option flag)
    {
        string names = string.Join(", ", flag.Aliases.Order(StringComparer.Ordinal).Append(flag.Name));
        return flag.HelpName is { } value ? $"{names} {value}" : names;
    }

    /// <summary>Flags that every command has, and its own.</summary>
    public static IEnumerable<Option> FlagsOf(Command command)
    {
        IEnumerable<Option> inherited = command.Parents.OfType<Command>().SelectMany(FlagsOf).Where(flag => flag.Recursive);
        return command.Options.Concat(inherited).Distinct();
    }
}
