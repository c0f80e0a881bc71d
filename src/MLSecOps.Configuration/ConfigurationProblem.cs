using MLSecOps.Core.Findings;

namespace MLSecOps.Configuration;

/// <summary>One thing wrong with a configuration file. All of them are reported at once.</summary>
/// <param name="Reason">The stable cause.</param>
/// <param name="File">Path of the file. Text from outside: escape before printing.</param>
/// <param name="Line">1-based line; 0 when the problem is the whole file.</param>
/// <param name="Column">1-based column in characters; 0 when the problem is the whole file.</param>
/// <param name="Message">What is wrong, lower case, no final period. May quote text from the file: escape before printing.</param>
/// <param name="Suggestion">The nearest right text, or null.</param>
public sealed record ConfigurationProblem(Reason Reason, string File, int Line, int Column, string Message, string? Suggestion = null)
{
    /// <summary><c>file:line:column</c>, or the file alone.</summary>
    public string Place => Line == 0 ? File : $"{File}:{Line}:{Column}";

    /// <summary>One line: <c>file:line:column: message (did you mean "suggestion"?)  [CODE]</c>.</summary>
    public override string ToString() =>
        Suggestion is null ? $"{Place}: {Message}  [{Reason.Code}]" : $"{Place}: {Message} (did you mean \"{Suggestion}\"?)  [{Reason.Code}]";
}
