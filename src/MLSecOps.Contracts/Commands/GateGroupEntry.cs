namespace MLSecOps.Contracts.Commands;

/// <summary>One group of a gate in JSON.</summary>
/// <param name="Group">Its name.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Correct">Rows answered right.</param>
/// <param name="Positives">Rows whose label is the positive one.</param>
/// <param name="Selected">Rows with the positive answer.</param>
/// <param name="SelectionRate">Selected of all rows; null without rows.</param>
/// <param name="TruePositiveRate">Selected of the positive rows; null without such rows.</param>
/// <param name="FalsePositiveRate">Selected of the other rows; null without such rows.</param>
public sealed record GateGroupEntry(
    string Group, long Rows, long Correct, long Positives, long Selected, double? SelectionRate, double? TruePositiveRate, double? FalsePositiveRate);
