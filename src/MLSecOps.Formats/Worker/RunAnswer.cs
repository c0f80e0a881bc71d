using MLSecOps.Core.Tensors;

namespace MLSecOps.Formats.Worker;

/// <summary>What a model answered in one run.</summary>
/// <param name="Outputs">All outputs in the model's order, each with its name; empty after a failure.</param>
/// <param name="Failure">Why there is no answer; null when there is one.</param>
public sealed record RunAnswer(IReadOnlyList<Tensor> Outputs, AnswerFailure? Failure);
