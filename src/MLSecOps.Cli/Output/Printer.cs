// How mlsec talks. This is the only file that prints.
//
//   - Standard output is the result and nothing else; standard error is the rest, each line with the prefix "mlsec: ".
//   - With --json standard output is exactly one JSON document, also on failure; standard error then stays empty.
//   - With --quiet nothing is printed; the exit code says it.
//   - An error is three lines: error (what, with the reason code), why (expected and found), next (what to do). Lower case,
//     no final period, one cause. Next never weakens the check. No stack trace, no text of a library.
//   - Words before colour: OK, FAIL, "-". Colour repeats the word, on a terminal only, and never with NO_COLOR.
//   - Text from outside (file names, manifests, certificates, the agent) is escaped here, whoever passed it.
//   - ASCII when the locale is C. No emoji, no boxes, no spinner; progress has its own file and the same rules.
using MLSecOps.Contracts.Commands;

namespace MLSecOps.Cli.Output;

/// <summary>Prints outcomes.</summary>
internal sealed class Printer(Surroundings surroundings, PrintOptions options)
{
    private readonly bool _asciiOnly = surroundings.AsciiOnly;

    public void Print(Outcome outcome)
    {
        if (options.Quiet)
        {
            return;
        }

        if (options.Json)
        {
            surroundings.Out.WriteLine(CommandJson.Text(outcome.Document));
            surroundings.Out.Flush();
            return;
        }

        bool colour = options.Colour ?? surroundings.ColourByDefault(surroundings.OutIsTerminal);
        foreach (Line line in outcome.Lines)
        {
            surroundings.Out.WriteLine(outcome.Raw ? line.Text : Paint(line.Word, line.Tone, colour) + Safe(line.Text));
        }

        surroundings.Out.Flush();
        if (outcome.Failure is { } failure)
        {
            Print(failure);
        }
    }

    private void Print(Failure failure)
    {
        bool colour = options.Colour ?? surroundings.ColourByDefault(surroundings.ErrorIsTerminal);
        surroundings.Error.WriteLine($"mlsec: {Paint("error:", Tone.Bad, colour)} {Safe(failure.What)}  [{failure.Reason.Code}]");
        if (failure.Why is { } why)
        {
            surroundings.Error.WriteLine($"mlsec: why:   {Safe(why)}");
        }

        foreach (ProblemEntry problem in failure.Problems)
        {
            surroundings.Error.WriteLine($"mlsec: why:   {Safe(Describe(problem))}");
        }

        surroundings.Error.WriteLine($"mlsec: next:  {Safe(failure.Next)}");
        surroundings.Error.Flush();
    }

    private static string Describe(ProblemEntry problem)
    {
        string place = problem.Line == 0 ? problem.File : $"{problem.File}:{problem.Line}:{problem.Column}";
        string suggestion = problem.Suggestion is null ? string.Empty : $" (did you mean \"{problem.Suggestion}\"?)";
        return $"{place}: {problem.Message}{suggestion}  [{problem.Reason}]";
    }

    private string Safe(string text) => PlainText.Escape(text, _asciiOnly);

    private static string Paint(string word, Tone tone, bool colour)
    {
        string code = tone switch
        {
            Tone.Good => "32",
            Tone.Bad => "1;31",
            Tone.Open => "33",
            _ => string.Empty,
        };
        return colour && code.Length > 0 && word.Length > 0 ? $"\u001b[{code}m{word}\u001b[0m" : word;
    }
}
