using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Judges the relations that a suite declares.</summary>
public static class RelationJudge
{
    private const string Id = "rehearsal.relation";

    /// <summary>Judges a relation between runs: <see cref="RelationKind.Batch"/> or <see cref="RelationKind.Order"/>.</summary>
    /// <param name="relation">What is declared.</param>
    /// <param name="expected">The rows as the first way of asking gave them, put together as the second should.</param>
    /// <param name="actual">The rows that the second gave.</param>
    public static Check Equal(MetamorphicRelation relation, Tensor expected, Tensor actual)
    {
        var tolerance = new OutputTolerance(OutputTolerance.AnyProfile, relation.Output, ToleranceMetric.Elementwise, relation.Relative, relation.Absolute);
        (OutputComparison comparison, Reason? fault) = OutputComparer.Compare("", expected, actual, tolerance);
        return fault is null ? Check.Pass(Id, Subject(relation), ComparisonText.Found(comparison))
            : fault == RehearsalReasons.OutputShape || fault == RehearsalReasons.OutputType
                ? Broken(relation, ComparisonText.TypeAndShape(expected), ComparisonText.TypeAndShape(actual))
            : Broken(relation, ComparisonText.Expected(comparison, expected), ComparisonText.Found(comparison));
    }

    /// <summary>Judges a relation within single outputs: <see cref="RelationKind.SumToOne"/> or <see cref="RelationKind.Range"/>.</summary>
    /// <param name="relation">What is declared.</param>
    /// <param name="outputs">The output for every vector, with the vector's name; untrusted.</param>
    public static Check Values(MetamorphicRelation relation, IReadOnlyList<(string Vector, Tensor Output)> outputs)
    {
        if (outputs.FirstOrDefault(row => !IsNumeric(relation, row.Output.Type)) is { Output: { } odd })
        {
            return Broken(relation, relation.Kind == RelationKind.Range ? "numbers" : "floating-point numbers", ComparisonText.TypeAndShape(odd));
        }

        // What is farthest from what it should be; NaN is farther than anything.
        long seen = 0;
        (double Off, double Value, string Where) worst = (-1, 0, "");
        foreach ((string vector, Tensor output) in outputs)
        {
            int index = 0;
            foreach (double value in relation.Kind == RelationKind.Range ? Elements(output) : Sums(output))
            {
                double off = relation.Kind == RelationKind.Range ? Math.Max(relation.Low - value, value - relation.High) : Math.Abs(value - 1);
                if (double.IsNaN(off) || (off > worst.Off && !double.IsNaN(worst.Off)) || seen == 0)
                {
                    worst = (off, value, $"{vector} {(relation.Kind == RelationKind.Range ? "element" : "row")} {index}");
                }

                seen++;
                index++;
            }
        }

        double allowed = relation.Kind == RelationKind.Range ? 0 : relation.Absolute;
        string what = relation.Kind == RelationKind.Range ? "elements" : "rows";
        return seen == 0 ? Untried(relation, $"no {what}")
            : worst.Off <= allowed ? Check.Pass(Id, Subject(relation), $"{seen} {what}, nearest to the bound {worst.Value} ({worst.Where})")
            : Broken(relation, relation.Kind == RelationKind.Range ? $"{relation.Low}..{relation.High}" : $"1 within {relation.Absolute}", $"{worst.Value} ({worst.Where})");
    }

    /// <summary>A relation that could not be tried, which is never a pass.</summary>
    /// <param name="relation">What is declared.</param>
    /// <param name="found">Why not.</param>
    public static Check Untried(MetamorphicRelation relation, string found) => new(Id, CheckOutcome.NotRun, Subject(relation), RehearsalReasons.CheckUntried, null, found);

    /// <summary>A relation that failed for another reason than its values.</summary>
    public static Check Failed(MetamorphicRelation relation, Reason reason, string? expected, string? found) => Check.Fail(Id, Subject(relation), reason, expected, found);

    private static Check Broken(MetamorphicRelation relation, string expected, string found) => Check.Fail(Id, Subject(relation), RehearsalReasons.RelationBroken, expected, found);

    private static string Subject(MetamorphicRelation relation) => $"{MetamorphicRelation.Name(relation.Kind)}/{relation.Output}";

    private static bool IsNumeric(MetamorphicRelation relation, ElementType type) =>
        ElementTypes.IsFloat(type) || (relation.Kind == RelationKind.Range && type is not (ElementType.Text or ElementType.Bool));

    private static double[] Elements(Tensor output)
    {
        var elements = new ElementReader(output);
        double[] values = new double[elements.Count];
        for (int index = 0; index < values.Length; index++)
        {
            values[index] = elements.Number(index);
        }

        return values;
    }

    private static double[] Sums(Tensor output)
    {
        double[] values = Elements(output);
        int width = output.Shape.Count == 0 ? 1 : (int)output.Shape[^1];
        double[] sums = new double[width == 0 ? 0 : values.Length / width];
        for (int index = 0; index < values.Length; index++)
        {
            sums[index / width] += values[index];
        }

        return sums;
    }
}
