using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Worker;

/// <summary>One vector as one thread answers it, to be held against the answer of several. In two steps, so that the model is in memory once.</summary>
/// <param name="Vector">The vector.</param>
/// <param name="Outputs">What one thread gave.</param>
internal sealed record ThreadComparison(GoldenVector Vector, IReadOnlyList<Tensor> Outputs)
{
    private const string Id = "rehearsal.threads";

    /// <summary>Runs the first vector with the session's one thread.</summary>
    /// <returns>What to compare; null, with a check that says why, where it could not be run.</returns>
    public static ThreadComparison? Begin(ModelSession session, SanitySuite suite, IReadOnlyList<GoldenVector> vectors, SanityJudge judge)
    {
        if (vectors.FirstOrDefault(vector => vector.Folder == suite.Vectors[0]) is not { } first)
        {
            judge.Add(Check.Skip(Id, suite.Vectors[0], RehearsalReasons.CheckUntried));
            return null;
        }

        return Guarded(first, judge, () => new ThreadComparison(first, Ask(session, first)));
    }

    /// <summary>Runs the same vector in a session of several threads and compares bit by bit.</summary>
    /// <param name="model">The model's bytes.</param>
    /// <param name="threads">How many threads compute one run.</param>
    /// <param name="judge">Takes the check.</param>
    public void End(byte[] model, int threads, SanityJudge judge) => Guarded<object>(Vector, judge, () =>
    {
        using var session = new ModelSession(model, threads);
        IReadOnlyList<Tensor> again = Ask(session, Vector);
        string? difference = Outputs.Select((output, index) => BitComparison.FirstDifference(output, again[index])).FirstOrDefault(found => found is not null);
        judge.Add(difference is null
            ? Check.Pass(Id, Vector.Folder, $"1 and {threads} threads, same bits")
            : Check.Fail(Id, Vector.Folder, RehearsalReasons.ThreadsDiffer, $"the same bits with 1 and {threads} threads", difference));
        return null;
    });

    private static IReadOnlyList<Tensor> Ask(ModelSession session, GoldenVector vector) => session.Run(vector.Inputs, [.. vector.Outputs.Select(output => output.Name)]);

    private static T? Guarded<T>(GoldenVector vector, SanityJudge judge, Func<T?> run)
        where T : class
    {
        try
        {
            return run();
        }
        catch (Exception failed) when (RunFault.Is(failed))
        {
            judge.Add(Check.Fail(Id, vector.Folder, RunFault.ReasonOf(failed), null, failed.Message));
        }

        return null;
    }
}
