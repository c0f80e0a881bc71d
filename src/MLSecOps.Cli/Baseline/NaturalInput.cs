using MLSecOps.Core.Tensors;

namespace MLSecOps.Cli.Baseline;

/// <summary>One input as the application gives it to the model.</summary>
/// <param name="Origin">Where it comes from, for people: a folder, or a file and its row.</param>
/// <param name="Tensors">One for each of the model's inputs, in its order and under its names.</param>
internal sealed record NaturalInput(string Origin, IReadOnlyList<Tensor> Tensors);
