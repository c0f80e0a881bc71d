using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Sandbox.Fingerprints;

/// <summary>What inputs reveal, on the word of the worker that ran the copies: untrusted.</summary>
/// <param name="Interface">The model's inputs and outputs; null when there is trouble.</param>
/// <param name="Margins">What was measured; null when there is trouble, or no input was asked for.</param>
/// <param name="Failures">Runs of the model itself that failed; the subject is the number of the input.</param>
/// <param name="Engine">What ran, for people; null when there is no report.</param>
/// <param name="Trouble">Why nothing was measured; null otherwise.</param>
/// <param name="Coverage">What kept the worker in; null when none was started.</param>
public sealed record RevealResult(
    ModelInterface? Interface, RevealedMargins? Margins, IReadOnlyList<Check> Failures, EngineDescription? Engine, Check? Trouble, SandboxCoverage? Coverage);
