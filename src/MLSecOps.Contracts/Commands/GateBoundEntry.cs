namespace MLSecOps.Contracts.Commands;

/// <summary>One bound between groups in JSON.</summary>
/// <param name="Measure"><c>selection_difference</c>, <c>tpr_difference</c>, <c>fpr_difference</c> or <c>selection_ratio</c>.</param>
/// <param name="Limit">The most of a difference, the least of a ratio; 0..1.</param>
/// <param name="Outcome"><c>passed</c>, <c>failed</c> or <c>not_run</c>.</param>
/// <param name="Found">The worst difference or ratio; null where it could not be taken.</param>
/// <param name="Margin">How far inside its limit it is; negative by how much the limit is broken; null as above.</param>
/// <param name="Highest">The group with the largest rate; null as above.</param>
/// <param name="Lowest">The group with the smallest rate; null as above.</param>
public sealed record GateBoundEntry(string Measure, double Limit, string Outcome, double? Found, double? Margin, string? Highest, string? Lowest);
