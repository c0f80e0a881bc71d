using MLSecOps.Core.Tensors;

namespace MLSecOps.Core.Fingerprints;

/// <summary>Weights that lie one after another in a model's file, little-endian.</summary>
/// <param name="Start">Offset of the first one, bytes.</param>
/// <param name="Elements">How many, at least 1.</param>
/// <param name="Type">A floating-point type.</param>
public readonly record struct WeightRegion(int Start, int Elements, ElementType Type);
