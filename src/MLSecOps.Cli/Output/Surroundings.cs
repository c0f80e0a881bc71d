using System.Collections;

namespace MLSecOps.Cli.Output;

/// <summary>What the process finds around it, as values, so that tests can say what it is.</summary>
/// <param name="Out">Standard output: results.</param>
/// <param name="Error">Standard error: everything else.</param>
/// <param name="OutIsTerminal">A person sees standard output.</param>
/// <param name="ErrorIsTerminal">A person sees standard error.</param>
/// <param name="Environment">Environment variables.</param>
/// <param name="Time">The clock of this machine.</param>
internal sealed record Surroundings(
    TextWriter Out,
    TextWriter Error,
    bool OutIsTerminal,
    bool ErrorIsTerminal,
    IReadOnlyDictionary<string, string> Environment,
    TimeProvider Time)
{
    public static Surroundings OfProcess()
    {
        Dictionary<string, string> environment = System.Environment.GetEnvironmentVariables()
            .Cast<DictionaryEntry>()
            .ToDictionary(pair => (string)pair.Key, pair => (string?)pair.Value ?? string.Empty);
        return new Surroundings(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected, environment, TimeProvider.System);
    }

    /// <summary>True when the locale speaks ASCII only: <c>LC_ALL</c>, else <c>LC_CTYPE</c>, else <c>LANG</c> is unset, C or POSIX, locale(7).</summary>
    public bool AsciiOnly
    {
        get
        {
            string locale = new[] { "LC_ALL", "LC_CTYPE", "LANG" }.Select(Value).FirstOrDefault(value => value.Length > 0) ?? string.Empty;
            return !locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase) && !locale.Contains("utf8", StringComparison.OrdinalIgnoreCase);
        }
    }

    /// <summary>Colour when nobody said otherwise: a terminal, not a dumb one, and no <c>NO_COLOR</c> (no-color.org).</summary>
    public bool ColourByDefault(bool terminal) => terminal && Value("NO_COLOR").Length == 0 && Value("TERM") != "dumb";

    /// <summary>An environment variable, empty when unset.</summary>
    public string Value(string name) => Environment.GetValueOrDefault(name, string.Empty);
}
