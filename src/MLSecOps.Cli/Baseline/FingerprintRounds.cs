using MLSecOps.Behaviour.Fingerprints;
using MLSecOps.Cli.Output;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Cli.Baseline;

/// <summary>Runs a search for fingerprints: each round is one job of a sandboxed worker, on the same changed copies.</summary>
internal static class FingerprintRounds
{
    // A model of 1 MiB gets all rounds, one of 4 MiB a quarter of them: each loads every copy again.
    private const long ModelBytes = 1L << 20;

    /// <summary>Searches.</summary>
    /// <param name="pool">What it begins with.</param>
    /// <param name="margins">What the pool reveals.</param>
    /// <param name="most">Fingerprints at most.</param>
    /// <param name="modelBytes">Size of the model.</param>
    /// <param name="tryAsync">Has inputs tried.</param>
    /// <returns>At least one, the best first; the first candidates that are fit where none reveals anything.</returns>
    /// <exception cref="CommandFailure">No candidate is fit.</exception>
    public static async Task<IReadOnlyList<IReadOnlyList<Tensor>>> SearchAsync(
        CandidatePool pool, RevealedMargins margins, int most, long modelBytes, Func<IReadOnlyList<IReadOnlyList<Tensor>>, Task<RevealedMargins>> tryAsync)
    {
        IReadOnlyList<Tensor>[] fit = [.. pool.All.Where((_, candidate) => CandidateFit.IsFit(margins, candidate))];
        if (fit.Length == 0)
        {
            throw new CommandFailure(BaselineReasons.NoneFit, "no fingerprint can be chosen", $"of {pool.All.Count} candidates, {CandidateFit.Beyond(margins, RevealedMargins.FiniteRow)} are answered with NaN or infinity, {CandidateFit.Beyond(margins, RevealedMargins.KernelRow)} by other kernels with more than half of the allowed deviation");
        }

        var search = new FingerprintSearch(pool.All, pool.Natural.Count, Table(margins), candidate => CandidateFit.IsFit(margins, candidate), most);
        long rounds = Math.Min(FingerprintSearch.MostRounds, FingerprintSearch.MostRounds * ModelBytes / Math.Max(1, modelBytes));
        int inRound = (int)Math.Clamp(CandidatePool.MostBytes / Math.Max(1, pool.All[0].Sum(tensor => (long)tensor.Data.Length)), 1, FingerprintSearch.InRound);
        while (search.Rounds < rounds && search.Next(inRound) is { Count: > 0 } next)
        {
            RevealedMargins tried = await tryAsync(next);
            search.Take(Table(tried), candidate => CandidateFit.IsFit(tried, candidate));
        }

        return search.Chosen.Count > 0 ? search.Chosen : fit[..Math.Min(most, fit.Length)];
    }

    private static RevealTable Table(RevealedMargins margins)
    {
        var table = new RevealTable(margins.Samples, margins.Copies);
        for (int copy = 0; copy < margins.Copies.Count; copy++)
        {
            for (int candidate = 0; candidate < margins.Samples; candidate++)
            {
                table[candidate, copy] = margins.OfCopy(copy, candidate);
            }
        }

        return table;
    }
}
