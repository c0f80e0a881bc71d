namespace MLSecOps.Core.Sanity;

/// <summary>Which output answers, and how.</summary>
/// <param name="Output">The model's output. Text from outside.</param>
/// <param name="Kind">How one row is read.</param>
/// <param name="Threshold">The least score that counts as 1; finite. Used by <see cref="AnswerKind.Threshold"/> only, else 0.</param>
public sealed record AnswerRule(string Output, AnswerKind Kind, double Threshold = 0);
