namespace MLSecOps.Behaviour.Sanity;

/// <summary>Answers of consecutive rows, or why there are none.</summary>
/// <param name="Answers">One for each row; empty when the output could not be read.</param>
/// <param name="Classes">Answers are 0..Classes - 1; null where any whole number can come.</param>
/// <param name="Expected">What the output should have been; null when it was read.</param>
/// <param name="Found">What it was.</param>
public sealed record AnswerRows(IReadOnlyList<long> Answers, long? Classes, string? Expected, string? Found)
{
    /// <summary>An output that holds no answers.</summary>
    public static AnswerRows Wrong(string expected, string found) => new([], null, expected, found);
}
