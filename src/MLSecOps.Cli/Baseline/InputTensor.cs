using MLSecOps.Core.Tensors;

namespace MLSecOps.Cli.Baseline;

/// <summary>One file of inputs.</summary>
/// <param name="File">Its path, for messages.</param>
/// <param name="Place">The number in its name: the model's input, where the tensor has no name of its own.</param>
/// <param name="Tensor">What it holds.</param>
internal sealed record InputTensor(string File, int Place, Tensor Tensor);
