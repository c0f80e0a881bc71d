using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Challenge;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Cli.Baseline;

/// <summary>Chooses fingerprints and the way to challenge, from what each candidate reveals.</summary>
internal sealed class CandidateChoice
{
    /// <summary>How much of the tolerance other kernels may use: the rest is for processors that nobody here has tried.</summary>
    private const double Room = 0.5;

    private readonly CandidatePool _pool;
    private readonly RevealedMargins _margins;
    private readonly CopyHalves _halves;
    private readonly int[] _natural;

    public CandidateChoice(CandidatePool pool, RevealedMargins margins)
    {
        _pool = pool;
        _margins = margins;
        _halves = CopyHalves.Split(pool.All.Count, margins.Copies, (candidate, copy) => margins.OfCopy(copy, candidate));
        _natural = [.. Enumerable.Range(0, pool.Natural.Count)];
    }

    /// <summary>The largest deviation from run to run of a real input, as a share of the tolerance.</summary>
    public double Unsteady => _natural.Max(input => (double)_margins.Own(RevealedMargins.RepeatRow, input));

    /// <summary>How many real inputs are answered with NaN or infinity, or too near to the limit by other kernels.</summary>
    public int Unfit => _natural.Count(input => !IsFit(input));

    /// <summary>Whether changed copies could be made.</summary>
    public bool HasCopies => _margins.Copies.Count > 0;

    /// <summary>Chooses fingerprints.</summary>
    /// <returns>Numbers of candidates, the best first; at least one.</returns>
    /// <exception cref="CommandFailure">None is fit.</exception>
    public IReadOnlyList<int> Fingerprints(int most)
    {
        int[] fit = [.. Enumerable.Range(0, _pool.Choosable).Where(IsFit)];
        if (fit.Length == 0)
        {
            throw new CommandFailure(BaselineReasons.NoneFit, "no fingerprint can be chosen", $"of {_pool.Choosable} candidates, {Count(RevealedMargins.FiniteRow)} are answered with NaN or infinity, {Count(RevealedMargins.KernelRow)} by other kernels with more than half of the allowed deviation");
        }

        bool[] may = [.. Enumerable.Range(0, _pool.All.Count).Select(candidate => candidate < _pool.Choosable && IsFit(candidate))];
        IReadOnlyList<int> chosen = HasCopies ? FingerprintSelection.Choose(_halves.ToChoose, most, candidate => may[candidate]) : [];
        return chosen.Count > 0 ? chosen : fit[..Math.Min(most, fit.Length)];
    }

    /// <summary>What fingerprints reveal beside all real inputs, on copies that they were not chosen by.</summary>
    public IReadOnlyList<FingerprintCoverage> Coverage(IReadOnlyList<int> chosen) => HasCopies ? FingerprintCoverage.Of(_halves.ToMeasure, chosen, _natural) : [];

    /// <summary>The largest deviation of some candidates on other kernels, as a share of the tolerance.</summary>
    public double OtherKernels(IReadOnlyList<int> candidates) => candidates.Max(candidate => (double)_margins.Own(RevealedMargins.KernelRow, candidate));

    /// <summary>The description whose challenge reveals most, the narrower of two that reveal as much; null where no challenge is answered with finite numbers within the room.</summary>
    public ChallengeChoice? Challenge()
    {
        (int Description, double Share) best = (-1, -1);
        for (int description = 0; description < _pool.Descriptions.Count; description++)
        {
            IReadOnlyList<int> first = _pool.ChallengeOf(description, second: false);
            if (first.Concat(_pool.ChallengeOf(description, second: true)).All(IsFit) && Share(_halves.ToChoose, first) is var share && share > best.Share)
            {
                best = (description, share);
            }
        }

        return best.Description < 0 ? null : new ChallengeChoice(
            new ModelChallenge(CandidatePool.Challenge, _pool.Descriptions[best.Description]),
            HasCopies ? Share(_halves.ToMeasure, _pool.ChallengeOf(best.Description, second: true)) : null);
    }

    private static double Share(RevealTable table, IReadOnlyList<int> by) =>
        table.Copies.Count == 0 ? 0 : (double)Enumerable.Range(0, table.Copies.Count).Count(copy => table.IsRevealed(copy, by)) / table.Copies.Count;

    private bool IsFit(int candidate) =>
        _margins.Own(RevealedMargins.FiniteRow, candidate) == 0 && _margins.Own(RevealedMargins.KernelRow, candidate) <= Room && _margins.Own(RevealedMargins.RepeatRow, candidate) <= Room;

    private int Count(int row) => Enumerable.Range(0, _pool.Choosable).Count(candidate => _margins.Own(row, candidate) > Room);
}
