using MLSecOps.Core.Tensors;

namespace MLSecOps.Core.Challenge;

/// <summary>What a model's input looks like, as its publisher declared it; enough to make one up. Untrusted until an expansion accepted it.</summary>
/// <param name="Name">The input's name.</param>
/// <param name="Type">Element type; a number or boolean, never text.</param>
/// <param name="Shape">Dimensions, each at least 1; empty for a scalar.</param>
/// <param name="Range">Values of the elements.</param>
public sealed record InputDescription(string Name, ElementType Type, IReadOnlyList<long> Shape, ValueRange Range);
