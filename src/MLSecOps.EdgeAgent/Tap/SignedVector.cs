using MLSecOps.Core.Tensors;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>One golden vector.</summary>
/// <param name="Inputs">In the model's order.</param>
/// <param name="Outputs">What the signed model answers, in its order.</param>
internal sealed record SignedVector(IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Outputs);
