using System.Security.Cryptography;
using System.Text;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Cli.Baseline;

/// <summary>What fingerprints begin with: real inputs, then inputs derived from them; and made-up inputs for each way to challenge the model.</summary>
internal sealed class CandidatePool
{
    /// <summary>Real inputs at most; of more, every so many-th is taken.</summary>
    public const int MostNatural = 200;

    /// <summary>Inputs of one challenge.</summary>
    public const int Challenge = 4;

    /// <summary>Inputs of each description: one challenge to choose the range by, another to measure what it reveals.</summary>
    public const int Expanded = 2 * Challenge;

    /// <summary>All inputs of one job together, bytes.</summary>
    public const long MostBytes = 96L << 20;

    private static readonly byte[] NoDevice = [1, .. new byte[ChallengeLimits.UeidBytes - 1]];

    private CandidatePool(IReadOnlyList<NaturalInput> natural, IReadOnlyList<IReadOnlyList<Tensor>> all, IReadOnlyList<IReadOnlyList<InputDescription>> descriptions, long seed)
    {
        Natural = natural;
        All = all;
        Descriptions = descriptions;
        Challenges = [.. descriptions.SelectMany(description => Enumerable.Range(0, Expanded).Select(index => Expand(description, seed, index)))];
    }

    /// <summary>The real inputs: the first candidates.</summary>
    public IReadOnlyList<NaturalInput> Natural { get; }

    /// <summary>All that can become fingerprints, or be varied to become one.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> All { get; }

    /// <summary>Ways to describe the inputs for challenges.</summary>
    public IReadOnlyList<IReadOnlyList<InputDescription>> Descriptions { get; }

    /// <summary>Made-up inputs, <see cref="Expanded"/> for each description.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> Challenges { get; }

    /// <summary>Makes a pool.</summary>
    /// <param name="given">At least one.</param>
    /// <param name="seed">Another seed, other made-up inputs.</param>
    public static CandidatePool Make(IReadOnlyList<NaturalInput> given, long seed)
    {
        IReadOnlyList<NaturalInput> natural = Spread(given);
        IReadOnlyList<IReadOnlyList<Tensor>> real = [.. natural.Select(input => input.Tensors)];
        IReadOnlyList<IReadOnlyList<Tensor>> alike = [.. real.Where(input => input.Zip(real[0]).All(pair => pair.First.Shape.SequenceEqual(pair.Second.Shape)))];
        return new CandidatePool(natural, 2 * Bytes(real) < MostBytes ? [.. real, .. DerivedInputs.Make(alike)] : real, MeasuredRanges.Of(real), seed);
    }

    private static NaturalInput[] Spread(IReadOnlyList<NaturalInput> given)
    {
        long each = Math.Max(1, given[0].Tensors.Sum(tensor => (long)tensor.Data.Length));
        int most = (int)Math.Clamp(MostBytes / each, 1, Math.Min(MostNatural, given.Count));
        return [.. Enumerable.Range(0, most).Select(index => given[(int)((long)index * given.Count / most)])];
    }

    private static IReadOnlyList<Tensor> Expand(IReadOnlyList<InputDescription> description, long seed, int index)
    {
        byte[] nonce = SHA256.HashData(Encoding.ASCII.GetBytes($"mlsec.baseline/1 {seed}"));
        return ChallengeExpansion.TryExpand(new ChallengeSeed(nonce, NoDevice, Sha256Digest.Of(nonce), index), description, out IReadOnlyList<Tensor>? tensors, out Check? fault)
            ? tensors
            : throw new InvalidOperationException($"A description that was accepted cannot be expanded: {fault}. This is a bug.");
    }

    private static long Bytes(IReadOnlyList<IReadOnlyList<Tensor>> inputs) => inputs.Sum(input => input.Sum(tensor => (long)tensor.Data.Length));
}
