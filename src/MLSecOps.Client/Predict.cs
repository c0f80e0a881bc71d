using MLSecOps.Core.Tensors;

namespace MLSecOps.Client;

/// <summary>An application's own call of its model.</summary>
/// <param name="inputs">In the model's order; names may be empty.</param>
/// <returns>The outputs, in the model's order.</returns>
public delegate IReadOnlyList<Tensor> Predict(IReadOnlyList<Tensor> inputs);
