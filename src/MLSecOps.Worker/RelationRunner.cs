using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Worker;

/// <summary>Tries the relations that a suite declares, on the rows of its golden vectors.</summary>
internal sealed class RelationRunner(ModelSession session, IReadOnlyList<GoldenVector> vectors, SanityJudge judge)
{
    /// <summary>Tries one relation; whatever goes wrong is a check.</summary>
    public void Run(MetamorphicRelation relation)
    {
        try
        {
            judge.Add(!session.Outputs.Contains(relation.Output) ? RelationJudge.Failed(relation, RehearsalReasons.VectorMismatch, "an output of the model", null)
                : vectors.Count == 0 ? RelationJudge.Untried(relation, "no vector that can be run")
                : Try(relation));
        }
        catch (Exception failed) when (RunFault.Is(failed))
        {
            judge.Add(RelationJudge.Failed(relation, RunFault.ReasonOf(failed), null, failed.Message));
        }
    }

    private Check Try(MetamorphicRelation relation) => relation.Kind switch
    {
        RelationKind.Batch => TryBatch(relation, RowPool.From(vectors)),
        RelationKind.Order => TryOrder(relation, RowPool.From(vectors)),
        _ => RelationJudge.Values(relation, [.. vectors.Select(vector => (vector.Folder, Ask(vector.Inputs, relation)))]),
    };

    private Check TryBatch(MetamorphicRelation relation, RowPool pool)
    {
        if (pool.Count < 2 || session.FixedRows is not null)
        {
            return RelationJudge.Untried(relation, session.FixedRows is { } rows ? $"a model of {rows} rows at a time" : $"{pool.Count} rows");
        }

        Tensor[] single = [Ask(pool.Take([0]), relation), Ask(pool.Take([pool.Count - 1]), relation)];
        Tensor both = Ask(pool.Take([0, pool.Count - 1]), relation);
        return !single.All(output => TensorRows.Count(output) == 1) || !single[0].Shape.SequenceEqual(single[1].Shape)
            ? RelationJudge.Failed(relation, RehearsalReasons.RelationBroken, "one row for one row", null)
            : RelationJudge.Equal(relation, TensorRows.Concatenate(single), both);
    }

    private Check TryOrder(MetamorphicRelation relation, RowPool pool)
    {
        int rows = session.FixedRows ?? pool.Count;
        int[] order = [.. Enumerable.Range(0, Math.Min(rows, pool.Count))];
        int[] reversed = [.. order.Reverse()];
        if (rows < 2 || pool.Count < rows || pool.IsSame(order, reversed))
        {
            return RelationJudge.Untried(relation, pool.Count < 2 || rows < 2 || pool.Count < rows ? $"{pool.Count} rows, the model takes {rows}" : "rows that are the same in the other order");
        }

        Tensor forward = Ask(pool.Take(order), relation);
        Tensor backward = Ask(pool.Take(reversed), relation);
        return TensorRows.Count(forward) != rows
            ? RelationJudge.Failed(relation, RehearsalReasons.RelationBroken, $"{rows} rows for {rows} rows", null)
            : RelationJudge.Equal(relation, TensorRows.Concatenate([.. reversed.Select(row => TensorRows.Slice(forward, row, 1))]), backward);
    }

    private Tensor Ask(IReadOnlyList<Tensor> inputs, MetamorphicRelation relation) => session.Run(inputs, [relation.Output])[0];
}
