using MLSecOps.Behaviour.Applications;
using MLSecOps.Core.Tensors;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>One real inference, whole: what an audit replays.</summary>
/// <param name="Inputs">In the order of the call.</param>
/// <param name="Outputs">What the application's model gave.</param>
internal sealed record RecordedCall(IReadOnlyList<Tensor> Inputs, IReadOnlyList<GivenOutput> Outputs);
