using MLSecOps.Core.Tensors;

namespace MLSecOps.Cli.Baseline;

/// <summary>What is tried last, on copies that nothing was chosen by as well: real inputs, the fingerprints and the challenges; numbered in this order.</summary>
internal sealed class BaselineTrial(CandidatePool pool, IReadOnlyList<IReadOnlyList<Tensor>> fingerprints)
{
    /// <summary>Where real inputs and challenges are from.</summary>
    public CandidatePool Pool { get; } = pool;

    /// <summary>All of it.</summary>
    public IReadOnlyList<IReadOnlyList<Tensor>> All { get; } = [.. pool.Natural.Select(input => input.Tensors), .. fingerprints, .. pool.Challenges];

    /// <summary>Numbers of the real inputs.</summary>
    public IReadOnlyList<int> Natural { get; } = [.. Enumerable.Range(0, pool.Natural.Count)];

    /// <summary>Numbers of the fingerprints.</summary>
    public IReadOnlyList<int> Fingerprints { get; } = [.. Enumerable.Range(pool.Natural.Count, fingerprints.Count)];

    /// <summary>Numbers of the inputs of one challenge.</summary>
    /// <param name="description">Number of the description.</param>
    /// <param name="second">The one that nothing is chosen by.</param>
    public IReadOnlyList<int> ChallengeOf(int description, bool second) =>
        [.. Enumerable.Range(Natural.Count + Fingerprints.Count + (description * CandidatePool.Expanded) + (second ? CandidatePool.Challenge : 0), CandidatePool.Challenge)];
}
