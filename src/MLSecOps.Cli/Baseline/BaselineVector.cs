using MLSecOps.Core.Tensors;

namespace MLSecOps.Cli.Baseline;

/// <summary>One fingerprint: an input and what the model answers.</summary>
/// <param name="Origin">The real input that it is; null for one derived from several.</param>
/// <param name="Inputs">One for each of the model's inputs.</param>
/// <param name="Outputs">The model's outputs, in its order.</param>
internal sealed record BaselineVector(string? Origin, IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Outputs);
