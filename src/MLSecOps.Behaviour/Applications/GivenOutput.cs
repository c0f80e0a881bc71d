using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Applications;

/// <summary>One output that an application says its model gave.</summary>
/// <param name="Index">Its position among the outputs of the call.</param>
/// <param name="Tensor">Its value; without a name the position counts. Untrusted.</param>
public sealed record GivenOutput(int Index, Tensor Tensor);
