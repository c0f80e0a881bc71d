using MLSecOps.Core.Tensors;

namespace MLSecOps.Worker;

/// <summary>One golden vector, fitted to the model: every tensor carries the name that the model gives it.</summary>
/// <param name="Folder">The vector's name.</param>
/// <param name="Inputs">One for each input of the model.</param>
/// <param name="Outputs">At least one; each an output of the model.</param>
internal sealed record GoldenVector(string Folder, IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Outputs);
