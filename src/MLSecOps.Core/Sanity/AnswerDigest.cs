using MLSecOps.Core.Digests;

namespace MLSecOps.Core.Sanity;

/// <summary>What a model answered to one golden vector, to the last bit.</summary>
/// <param name="Vector">The vector's folder.</param>
/// <param name="Bits">SHA-256 over all outputs that the vector has a golden value for: their names, types, shapes and elements, in a fixed order.</param>
/// <param name="Runs">How many runs gave these very bits; with 1 nobody tried whether they come again.</param>
public sealed record AnswerDigest(string Vector, Sha256Digest Bits, int Runs);
