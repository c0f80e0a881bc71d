namespace MLSecOps.Contracts.Commands;

/// <summary>The appraisal of one part, in JSON.</summary>
/// <param name="Part"><c>device</c>, or <c>model/</c> and its name.</param>
/// <param name="Status"><c>affirming</c>, <c>none</c>, <c>warning</c> or <c>contraindicated</c>.</param>
/// <param name="Explanation">The claims on which it rests.</param>
public sealed record AppraisalPartEntry(string Part, string Status, IReadOnlyList<ExplanationEntry> Explanation);
