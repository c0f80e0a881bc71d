using System.Buffers.Binary;
using System.Security.Cryptography;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>Challenges of the digits model. Deviations grow with the inputs and the absolute tolerance does not, so that ranges wider than an image's reveal more.</summary>
internal static class Challenges
{
    /// <summary>Pixels as images have them: 0 to 1 in steps of 1/256.</summary>
    public static ValueRange Image { get; } = new ValueRange.Floats(0, 1, 8);

    /// <summary>The range that is declared for challenges: each pixel 0 or 256.</summary>
    public static ValueRange Declared { get; } = new ValueRange.Floats(0, 256, -8);

    /// <summary>Ranges of the inputs from which fingerprints are chosen.</summary>
    public static IReadOnlyList<ValueRange> Several { get; } =
        [Declared, new ValueRange.Floats(0, 16, 4), new ValueRange.Floats(0, 16, -4), new ValueRange.Floats(-16, 16, 4), new ValueRange.Floats(-256, 256, 4)];

    private static readonly byte[] Device = [1, .. new byte[16]];

    /// <summary>The inputs of one nonce.</summary>
    public static IReadOnlyList<Tensor> Inputs(byte[] model, ValueRange range, int nonce, int count)
    {
        InputDescription image = new("Input3", ElementType.Float32, [1, 1, 28, 28], range);
        byte[] seed = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(seed, nonce);
        return [.. Enumerable.Range(0, count).Select(index =>
            ChallengeExpansion.TryExpand(new ChallengeSeed(SHA256.HashData(seed), Device, Sha256Digest.Of(model), index), [image], out IReadOnlyList<Tensor>? tensors, out Check? fault)
                ? tensors[0] : throw new InvalidOperationException(fault.ToString()))];
    }
}
