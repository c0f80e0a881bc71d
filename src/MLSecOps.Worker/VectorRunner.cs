using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Worker;

/// <summary>Runs a suite's vectors through one session and hands what comes out to the judge.</summary>
internal sealed class VectorRunner(ModelSession session, SanitySuite suite, SanityJudge judge)
{
    private readonly List<double> _microseconds = [];
    private readonly List<GoldenVector> _vectors = [];

    /// <summary>The vectors that fit the model, in the suite's order; all of them after <see cref="RunAll"/>.</summary>
    public IReadOnlyList<GoldenVector> Vectors => _vectors;

    /// <summary>Runs all vectors; a vector that fails does not keep the others from running.</summary>
    /// <returns>Times of all runs; null when none ended well.</returns>
    public LatencySummary? RunAll(GoldenVectors vectors)
    {
        foreach (string folder in suite.Vectors)
        {
            (GoldenVector? vector, Check? fault) = vectors.Read(folder, session.Inputs, session.Outputs);
            if (vector is null)
            {
                judge.Add(fault!);
            }
            else
            {
                _vectors.Add(vector);
                RunOne(vector);
            }
        }

        return LatencyStatistics.Summarise(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_microseconds));
    }

    private void RunOne(GoldenVector vector)
    {
        try
        {
            IReadOnlyList<Tensor> first = Run(vector);
            for (int index = 0; index < vector.Outputs.Count; index++)
            {
                judge.Output(vector.Folder, vector.Outputs[index], first[index]);
            }

            string? difference = FirstDifference(vector, first);
            if (suite.Repeats > 1)
            {
                judge.Determinism(vector.Folder, suite.Repeats, difference);
            }

            if (difference is null)
            {
                judge.Answer(vector.Folder, first, suite.Repeats);
            }
        }
        catch (Exception failed) when (RunFault.Is(failed))
        {
            judge.Add(Check.Fail("rehearsal.run", vector.Folder, RunFault.ReasonOf(failed), null, failed.Message));
        }
    }

    private string? FirstDifference(GoldenVector vector, IReadOnlyList<Tensor> first)
    {
        for (int repeat = 1; repeat < suite.Repeats; repeat++)
        {
            IReadOnlyList<Tensor> again = Run(vector);
            string? difference = first.Select((tensor, index) => BitComparison.FirstDifference(tensor, again[index])).FirstOrDefault(found => found is not null);
            if (difference is not null)
            {
                return $"run {repeat + 1}, {difference}";
            }
        }

        return null;
    }

    private IReadOnlyList<Tensor> Run(GoldenVector vector)
    {
        IReadOnlyList<Tensor> outputs = session.Run(vector.Inputs, [.. vector.Outputs.Select(output => output.Name)]);
        _microseconds.Add(session.LastMicroseconds);
        return outputs;
    }
}
