using MLSecOps.Core.Findings;

namespace MLSecOps.Core.Update;

/// <summary>How an inspection ended, as far as the update and evidence need it.</summary>
/// <param name="Outcome">Passed: nothing blocks. Failed: something does. Not run: nothing can be said.</param>
/// <param name="Reason">Why it failed or did not run.</param>
/// <param name="Engine">What inspected, in the same words as <see cref="RehearsalResult.Engine"/>: a pass counts only for the same one (G1), so that another worker looks again. Empty when it did not run.</param>
public sealed record InspectionResult(CheckOutcome Outcome, Reason? Reason, string Engine)
{
    /// <summary>Ids of the rules that found something that blocks, each once.</summary>
    public IReadOnlyList<string> Blocking { get; init; } = [];

    /// <summary>Ids of the rules that found something worth a warning, each once.</summary>
    public IReadOnlyList<string> Warned { get; init; } = [];

    /// <summary>Ids of the rules of which the publisher waived findings, each once.</summary>
    public IReadOnlyList<string> Waived { get; init; } = [];
}
