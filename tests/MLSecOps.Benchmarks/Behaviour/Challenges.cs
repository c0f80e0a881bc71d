using System.Buffers.Binary;
using System.Security.Cryptography;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>Challenges of a model, from descriptions that are measured from its inputs.</summary>
internal static class Challenges
{
    private static readonly byte[] Device = [1, .. new byte[16]];

    /// <summary>Descriptions, from the inputs' own range in fine steps to 256 times as wide.</summary>
    public static IReadOnlyList<IReadOnlyList<InputDescription>> Described(BenchModel model) => MeasuredRanges.Of([.. model.Pool.Select(input => (IReadOnlyList<Tensor>)[input])]);

    /// <summary>The inputs of one nonce.</summary>
    public static IReadOnlyList<Tensor> Inputs(byte[] model, IReadOnlyList<InputDescription> description, int nonce, int count)
    {
        byte[] seed = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(seed, nonce);
        return [.. Enumerable.Range(0, count).Select(index =>
            ChallengeExpansion.TryExpand(new ChallengeSeed(SHA256.HashData(seed), Device, Sha256Digest.Of(model), index), description, out IReadOnlyList<Tensor>? tensors, out Check? fault)
                ? tensors[0] : throw new InvalidOperationException(fault.ToString()))];
    }
}
