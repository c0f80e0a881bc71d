using MLSecOps.Core.Findings;

namespace MLSecOps.Formats.Eat;

/// <summary>One result of a checking system.</summary>
/// <param name="Id">Its name: 1 to 160 visible ASCII characters.</param>
/// <param name="Outcome">Passed (1), failed (2) or not run (3).</param>
public sealed record MeasuredCheck(string Id, CheckOutcome Outcome);
