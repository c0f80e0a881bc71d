using System.Security.Cryptography;
using System.Text;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Cli.Baseline;

/// <summary>What is tried on changed copies: real inputs, inputs derived from them, and made-up inputs of each way to challenge the model; numbered in this order.</summary>
internal sealed class CandidatePool
{
    /// <summary>Real inputs at most; of more, every so many-th is taken.</summary>
    public const int MostNatural = 200;

    /// <summary>Inputs of one challenge.</summary>
    public const int Challenge = 4;

    // One challenge to choose the range by, another to measure what it reveals.
    private const int Expanded = 2 * Challenge;
    private const long MostBytes = 96L << 20;

    private static readonly byte[] NoDevice = [1, .. new byte[ChallengeLimits.UeidBytes - 1]];

    private readonly List<IReadOnlyList<Tensor>> _all = [];

    private CandidatePool(IReadOnlyList<NaturalInput> natural) => Natural = natural;

    /// <summary>The real inputs: the first candidates.</summary>
    public IReadOnlyList<NaturalInput> Natural { get; }

    /// <summary>How many candidates can become fingerprints: real and derived ones.</summary>
    public int Choosable { get; private set; }

    /// <summary>Ways to describe the inputs for challenges; the candidates of each follow each other after <see cref="Choosable"/>.</summary>
    public IReadOnlyList<IReadOnlyList<InputDescription>> Descriptions { get; private set; } = [];

    /// <summary>All candidates.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> All => _all;

    /// <summary>Makes a pool.</summary>
    /// <param name="given">At least one.</param>
    /// <param name="seed">Another seed, other made-up inputs.</param>
    public static CandidatePool Make(IReadOnlyList<NaturalInput> given, long seed)
    {
        var pool = new CandidatePool(Spread(given));
        pool._all.AddRange(pool.Natural.Select(input => input.Tensors));
        IReadOnlyList<IReadOnlyList<Tensor>> alike = [.. pool._all.Where(input => input.Zip(pool._all[0]).All(pair => pair.First.Shape.SequenceEqual(pair.Second.Shape)))];
        if (2 * Bytes(pool._all) < MostBytes)
        {
            pool._all.AddRange(DerivedInputs.Make(alike));
        }

        pool.Choosable = pool._all.Count;
        pool.Descriptions = MeasuredRanges.Of(pool._all[..pool.Natural.Count]);
        foreach (IReadOnlyList<InputDescription> description in pool.Descriptions)
        {
            pool._all.AddRange(Enumerable.Range(0, Expanded).Select(index => Expand(description, seed, index)));
        }

        return pool;
    }

    /// <summary>Numbers of the candidates of one challenge.</summary>
    /// <param name="description">Number of the description.</param>
    /// <param name="second">The one that nothing is chosen by.</param>
    public IReadOnlyList<int> ChallengeOf(int description, bool second) =>
        [.. Enumerable.Range(Choosable + (description * Expanded) + (second ? Challenge : 0), Challenge)];

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

    private static long Bytes(List<IReadOnlyList<Tensor>> inputs) => inputs.Sum(input => input.Sum(tensor => (long)tensor.Data.Length));
}
