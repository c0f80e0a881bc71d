using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Challenge;

/// <summary>One input of a challenge, answered twice.</summary>
/// <param name="Index">The input's index.</param>
/// <param name="Expected">Every output of the signed model, from the hub's own run.</param>
/// <param name="Given">The device's outputs, of consistent shape and data but otherwise untrusted; null where it gave no answer.</param>
public sealed record ChallengeAnswer(int Index, IReadOnlyList<Tensor> Expected, IReadOnlyList<Tensor>? Given);
