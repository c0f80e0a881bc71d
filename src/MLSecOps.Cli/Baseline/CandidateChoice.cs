using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Core.Challenge;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Cli.Baseline;

/// <summary>What a baseline's fingerprints reveal, and the choice of the way to challenge.</summary>
internal sealed class CandidateChoice
{
    private readonly BaselineTrial _trial;
    private readonly RevealedMargins _margins;
    private readonly CopyHalves _halves;

    /// <summary>Judges a trial.</summary>
    /// <param name="trial">What was tried.</param>
    /// <param name="margins">What came of it.</param>
    /// <param name="toChoose">By how many copies of each class the fingerprints were chosen: the first ones.</param>
    public CandidateChoice(BaselineTrial trial, RevealedMargins margins, int toChoose)
    {
        _trial = trial;
        _margins = margins;
        _halves = CopyHalves.Split(trial.All.Count, margins.Copies, toChoose, (candidate, copy) => margins.OfCopy(copy, candidate));
    }

    /// <summary>The largest deviation from run to run of a real input, as a share of the tolerance.</summary>
    public double Unsteady => _trial.Natural.Max(input => (double)_margins.Own(RevealedMargins.RepeatRow, input));

    /// <summary>How many real inputs are answered with NaN or infinity, or too near to the limit by other kernels.</summary>
    public int Unfit => _trial.Natural.Count(input => !IsFit(input));

    /// <summary>Whether changed copies could be made.</summary>
    public bool HasCopies => _margins.Copies.Count > 0;

    /// <summary>What fingerprints reveal beside all real inputs, on copies that they were not chosen by.</summary>
    public IReadOnlyList<FingerprintCoverage> Coverage => HasCopies ? FingerprintCoverage.Of(_halves.ToMeasure, _trial.Fingerprints, _trial.Natural) : [];

    /// <summary>The largest deviation of the fingerprints on other kernels, as a share of the tolerance.</summary>
    public double OtherKernels => _trial.Fingerprints.Max(candidate => (double)_margins.Own(RevealedMargins.KernelRow, candidate));

    /// <summary>The description whose challenge reveals most, the narrower of two that reveal as much; null where no challenge is answered with finite numbers within the room.</summary>
    public ChallengeChoice? Challenge()
    {
        (int Description, double Share) best = (-1, -1);
        for (int description = 0; description < _trial.Pool.Descriptions.Count; description++)
        {
            IReadOnlyList<int> first = _trial.ChallengeOf(description, second: false);
            if (first.Concat(_trial.ChallengeOf(description, second: true)).All(IsFit) && Share(_halves.ToChoose, first) is var share && share > best.Share)
            {
                best = (description, share);
            }
        }

        return best.Description < 0 ? null : new ChallengeChoice(
            new ModelChallenge(CandidatePool.Challenge, _trial.Pool.Descriptions[best.Description]),
            HasCopies ? Share(_halves.ToMeasure, _trial.ChallengeOf(best.Description, second: true)) : null);
    }

    private static double Share(RevealTable table, IReadOnlyList<int> by) =>
        table.Copies.Count == 0 ? 0 : (double)Enumerable.Range(0, table.Copies.Count).Count(copy => table.IsRevealed(copy, by)) / table.Copies.Count;

    private bool IsFit(int candidate) => CandidateFit.IsFit(_margins, candidate);
}
