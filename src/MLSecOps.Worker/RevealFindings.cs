using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>What came of trying inputs on changed copies.</summary>
/// <param name="Checks">What went wrong; a run of the model itself that failed has the number of its input as subject.</param>
/// <param name="Interface">The model's inputs and outputs; null when it did not load.</param>
/// <param name="Margins">What was measured; null when nothing was.</param>
internal sealed record RevealFindings(IReadOnlyList<Check> Checks, ModelInterface? Interface, RevealedMargins? Margins)
{
    /// <summary>Nothing but why.</summary>
    public static RevealFindings Refused(Check check) => new([check], null, null);
}
