using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;

namespace MLSecOps.Behaviour.Sanity;

/// <summary>Holds one output against its golden value.</summary>
/// <remarks>The elementwise rule is NumPy's and that of the ONNX backend tests; the figures that it reports besides are those that Polygraphy prints.
/// Shape and type must be equal; NaN equals only a golden NaN; an infinity only one of the same sign.</remarks>
public static class OutputComparer
{
    private const int TextShown = 64;

    /// <summary>Compares; O(elements), no allocation for each element.</summary>
    /// <param name="vector">The vector's name, for the report.</param>
    /// <param name="golden">The golden output.</param>
    /// <param name="actual">What came out.</param>
    /// <param name="tolerance">What is allowed; strings and booleans are compared exactly whatever it says.</param>
    /// <returns>All figures, and the reason why it failed; null when it passed.</returns>
    public static (OutputComparison Comparison, Reason? Fault) Compare(string vector, Tensor golden, Tensor actual, OutputTolerance tolerance)
    {
        OutputTolerance allowed = golden.Type is ElementType.Text or ElementType.Bool ? OutputTolerance.Exact : tolerance;
        var blank = new OutputComparison(
            vector, golden.Name, golden.Type, allowed, false, Elements(golden), 0, null, null, null, null, null, null, null, 0, 0);
        return golden.Type != actual.Type ? (blank, RehearsalReasons.OutputType)
            : !golden.Shape.SequenceEqual(actual.Shape) ? (blank, RehearsalReasons.OutputShape)
            : golden.Type == ElementType.Text ? CompareText(blank, golden.Strings!, actual.Strings!)
            : CompareNumbers(blank, golden, actual);
    }

    private static (OutputComparison Comparison, Reason? Fault) CompareText(OutputComparison blank, IReadOnlyList<string> golden, IReadOnlyList<string> actual)
    {
        long mismatches = 0;
        WorstElement? worst = null;
        for (int index = 0; index < golden.Count; index++)
        {
            if (golden[index] != actual[index])
            {
                mismatches++;
                worst ??= new WorstElement(index, Cut(golden[index]), Cut(actual[index]));
            }
        }

        return (blank with { Passed = worst is null, Mismatches = mismatches, Worst = worst }, worst is null ? null : RehearsalReasons.OutputDeviates);
    }

    private static (OutputComparison Comparison, Reason? Fault) CompareNumbers(OutputComparison blank, Tensor goldenTensor, Tensor actualTensor)
    {
        var golden = new ElementReader(goldenTensor);
        var actual = new ElementReader(actualTensor);
        bool isFloat = ElementTypes.IsFloat(golden.Type);
        var statistics = new DeviationStatistics(blank.Tolerance.Relative, blank.Tolerance.Absolute);
        ulong maxUlp = 0;
        for (int index = 0; index < golden.Count; index++)
        {
            double a = actual.Number(index);
            double b = golden.Number(index);
            statistics.Add(index, a, b, isFloat ? Math.Abs(a - b) : (double)Int128.Abs(actual.Whole(index) - golden.Whole(index)));
            if (isFloat && double.IsFinite(a) && double.IsFinite(b))
            {
                maxUlp = Math.Max(maxUlp, UlpDistance.Between(golden.Type, actual.Bits(index), golden.Bits(index)));
            }
        }

        (long rows, long agreeing) = TopRows.Count(golden, actual, goldenTensor.Shape);
        Reason? fault = Judge(blank.Tolerance, statistics);
        OutputComparison comparison = blank with
        {
            Passed = fault is null,
            Mismatches = statistics.Mismatches,
            Worst = statistics.WorstIndex < 0 ? null
                : new WorstElement(statistics.WorstIndex, golden.Text(statistics.WorstIndex), actual.Text(statistics.WorstIndex)),
            MaxAbsolute = statistics.MaxAbsolute,
            MaxRelative = statistics.MaxRelative,
            MaxUlp = isFloat && !statistics.NotFinite ? maxUlp : null,
            Cosine = golden.Count == 0 ? null : statistics.Cosine,
            RequiredAbsolute = statistics.RequiredAbsolute,
            RequiredRelative = statistics.RequiredRelative,
            Rows = rows,
            RowsAgreeing = agreeing,
        };
        return (comparison, fault);
    }

    private static Reason? Judge(OutputTolerance tolerance, DeviationStatistics statistics) =>
        statistics.NotFinite ? RehearsalReasons.OutputNotFinite
        : tolerance.Metric switch
        {
            ToleranceMetric.Elementwise => statistics.Mismatches == 0 ? null : RehearsalReasons.OutputDeviates,
            ToleranceMetric.Cosine => statistics.Cosine >= tolerance.MinCosine ? null : RehearsalReasons.CosineLow,
            ToleranceMetric.Top1 => null,
            _ => throw new InvalidOperationException($"Metric {tolerance.Metric} is not judged. This is a bug."),
        };

    private static long Elements(Tensor tensor) => tensor.Shape.Aggregate(1L, (product, dimension) => product * dimension);

    private static string Cut(string text) => text.Length <= TextShown ? text : string.Concat(text.AsSpan(0, TextShown), "…");
}
