using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;

namespace MLSecOps.Core.Update;

/// <summary>How a rehearsal ended, as far as the update needs it.</summary>
/// <param name="Outcome">Passed, failed, or not run.</param>
/// <param name="Reason">Why it failed or did not run.</param>
/// <param name="Engine">What answered: ONNX Runtime, worker, provider and CPU in one line; a pass counts only for the same engine (G1). Empty when it did not run.</param>
public sealed record RehearsalResult(CheckOutcome Outcome, Reason? Reason, string Engine)
{
    /// <summary>What each golden vector was answered, to the last bit; untrusted, from the worker. Not kept with the release: what is enrolled is in <see cref="SlotState.Answers"/>.</summary>
    public IReadOnlyList<AnswerDigest> Answers { get; init; } = NoAnswers;

    private static readonly IReadOnlyList<AnswerDigest> NoAnswers = [];

    /// <summary>The same without answers: what is kept.</summary>
    public RehearsalResult ToDurable() => this with { Answers = NoAnswers };
}
