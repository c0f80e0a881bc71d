using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;
using MLSecOps.Sandbox.Launch;

namespace MLSecOps.Sandbox.Inference;

/// <summary>What a model answered, on the word of the worker that ran it.</summary>
/// <param name="Answers">One for each run; empty when there is trouble.</param>
/// <param name="Profile">The execution profile in which it ran, such as <c>x64-cpu</c>; empty when there is trouble.</param>
/// <param name="Trouble">Why nothing was answered; null otherwise.</param>
/// <param name="Coverage">What kept the worker in; null when none was started.</param>
public sealed record InferenceResult(IReadOnlyList<RunAnswer> Answers, string Profile, Check? Trouble, SandboxCoverage? Coverage);
