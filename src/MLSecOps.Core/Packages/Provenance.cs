using MLSecOps.Core.Digests;

namespace MLSecOps.Core.Packages;

/// <summary>Where a model came from. Text from the publisher.</summary>
/// <param name="Source">A source locator such as <c>git+https://example.org/m@commit</c>.</param>
/// <param name="TrainingData">SHA-256 of the training data as the publisher states it.</param>
public sealed record Provenance(string? Source, Sha256Digest? TrainingData);
