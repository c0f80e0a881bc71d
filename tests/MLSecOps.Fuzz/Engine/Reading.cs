using System.Text.RegularExpressions;

using MLSecOps.Core.Bytes;

namespace MLSecOps.Fuzz.Engine;

/// <summary>What a parser made of one input.</summary>
/// <param name="Accepted">It gave a value.</param>
/// <param name="Outcome">What happened, in few words: inputs that lead to a new one are mutated further.</param>
/// <param name="Fault">Why it gave none, where it says so.</param>
/// <param name="Check">What must hold of the value; throws <see cref="BrokenInvariantException"/>. Not counted into the parser's allocations.</param>
internal readonly partial record struct Reading(bool Accepted, string Outcome, FormatFault? Fault, Action? Check)
{
    /// <summary>Of a parser that gives a value or a fault.</summary>
    /// <param name="parsed">What it gave.</param>
    /// <param name="check">What must hold of a value.</param>
    public static Reading Of<T>(Parsed<T> parsed, Action<T> check)
        where T : notnull =>
        parsed.TryGet(out T? value, out FormatFault? fault)
            ? new Reading(true, "accepted", null, () => check(value))
            : new Reading(false, Words($"{fault.Reason.Code} {fault.Expected}"), fault, null);

    /// <summary>An answer without its numbers and digests: with others it is the same answer.</summary>
    public static string Words(string answer) => Figures().Replace(answer, "#");

    [GeneratedRegex("[0-9a-f]{16,}|[0-9]+")]
    private static partial Regex Figures();
}
