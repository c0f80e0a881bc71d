using MLSecOps.Core.Findings;

namespace MLSecOps.Trust.Appraisal;

/// <summary>What the verifier found of a model whose package declares a challenge: it ran the signed model itself and compared. Never the device's own word.</summary>
/// <param name="Outcome">Passed: the model is held. Failed: it is not. Not run: nobody can say, which is never good.</param>
/// <param name="Reason">Why it did not pass; null only when it did.</param>
/// <param name="Expected">What an answer had to be; null where that is no single value.</param>
/// <param name="Found">One line, such as <c>held: 4 of 4 inputs</c>.</param>
public sealed record ChallengeFinding(CheckOutcome Outcome, Reason? Reason, string? Expected, string? Found)
{
    /// <summary>The model is held.</summary>
    public static ChallengeFinding Held(string found) => new(CheckOutcome.Passed, null, null, found);

    /// <summary>It is not.</summary>
    public static ChallengeFinding NotHeld(Reason reason, string? expected, string? found) => new(CheckOutcome.Failed, reason, expected, found);

    /// <summary>Nobody can say.</summary>
    public static ChallengeFinding Open(Reason reason, string? found) => new(CheckOutcome.NotRun, reason, "held", found);
}
